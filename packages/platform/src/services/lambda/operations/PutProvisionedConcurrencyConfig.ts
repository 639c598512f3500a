import {
  ProvisionedConcurrencyStatusEnum,
  PutProvisionedConcurrencyConfigCommand,
} from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { lambdaTime } from "../configuration.ts";
import { functionReference } from "../function-reference.ts";
import { knownFunction } from "../function-rows.ts";
import {
  checkProvisionable,
  tellChanged,
} from "../invocation/provisioned/rows.ts";
import { checkProvision, setAsideChanged } from "../invocation/set-aside.ts";
import {
  provisionedConcurrency,
  type ProvisionedRow,
} from "../invocation/tables.ts";
import { onQualified } from "../permissions.ts";

/** Has environments of a version, or of an alias's versions, made ready ahead of calls; they come soon after. */
export const PutProvisionedConcurrencyConfig = operation(
  PutProvisionedConcurrencyConfigCommand,
  {
    audit: { eventName: "PutProvisionedConcurrencyConfig20190930" },

    needs: async ({ FunctionName, Qualifier }, ctx) => [
      await onQualified(
        "lambda:PutProvisionedConcurrencyConfig",
        functionReference(FunctionName, Qualifier, ctx),
        ctx,
      ),
    ],

    async handle(input, ctx) {
      const { FunctionName, Qualifier, ProvisionedConcurrentExecutions } =
        input;
      const reference = functionReference(FunctionName, Qualifier, ctx);
      const owner = await knownFunction(reference, ctx);
      await checkProvisionable(reference, ctx);
      await checkProvision(
        reference,
        owner,
        ProvisionedConcurrentExecutions,
        ctx,
      );
      const { accountId, region, functionName } = reference;
      const row: ProvisionedRow = {
        accountId,
        region,
        functionName,
        qualifier: Qualifier,
        requested: ProvisionedConcurrentExecutions,
        modifiedAt: ctx.now(),
      };
      await ctx.table(provisionedConcurrency).put(row);
      tellChanged(reference, ctx);
      setAsideChanged(reference, ctx);
      return {
        RequestedProvisionedConcurrentExecutions: row.requested,
        AvailableProvisionedConcurrentExecutions: 0,
        AllocatedProvisionedConcurrentExecutions: 0,
        Status: ProvisionedConcurrencyStatusEnum.IN_PROGRESS,
        LastModified: lambdaTime(row.modifiedAt),
      };
    },
  },
);
