import { GetAccountSettingsCommand } from "@aws-sdk/client-lambda";
import { lambdaLimits } from "@gatehouse/signing";
import { allow, operation } from "../../../core/operation.ts";
import {
  ACCOUNT_CONCURRENCY,
  reservedInTotal,
} from "../reserved-concurrency.ts";
import { functions, layerVersions, versions } from "../tables.ts";

const TOTAL_CODE_SIZE = 80_530_636_800;
const CODE_SIZE_ZIPPED = 52_428_800;

export const GetAccountSettings = operation(GetAccountSettingsCommand, {
  audit: { eventName: "GetAccountSettings20160819" },

  needs: () => [allow("lambda:GetAccountSettings", "*")],

  async handle(_input, ctx) {
    const { rows: owners } = await ctx.table(functions).list();
    const { rows: code } = await ctx.table(versions).list();
    const { rows: layers } = await ctx.table(layerVersions).list();
    return {
      AccountLimit: {
        TotalCodeSize: TOTAL_CODE_SIZE,
        CodeSizeUnzipped: lambdaLimits.unzipped,
        CodeSizeZipped: CODE_SIZE_ZIPPED,
        ConcurrentExecutions: ACCOUNT_CONCURRENCY,
        UnreservedConcurrentExecutions:
          ACCOUNT_CONCURRENCY - (await reservedInTotal(ctx)),
      },
      AccountUsage: {
        TotalCodeSize: [...code, ...layers].reduce(
          (sum, row) => sum + row.code.size,
          0,
        ),
        FunctionCount: owners.length,
      },
    };
  },
});
