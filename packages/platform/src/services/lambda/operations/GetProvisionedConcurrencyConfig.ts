import { GetProvisionedConcurrencyConfigCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { functionReference } from "../function-reference.ts";
import { knownFunction } from "../function-rows.ts";
import { knownProvision } from "../invocation/provisioned/rows.ts";
import { sharesOfFunction } from "../invocation/provisioned/standing.ts";
import { provisionedStatus } from "../invocation/provisioned/status.ts";
import { onQualified } from "../permissions.ts";

export const GetProvisionedConcurrencyConfig = operation(
  GetProvisionedConcurrencyConfigCommand,
  {
    audit: { eventName: "GetProvisionedConcurrencyConfig20190930" },

    needs: async ({ FunctionName, Qualifier }, ctx) => [
      await onQualified(
        "lambda:GetProvisionedConcurrencyConfig",
        functionReference(FunctionName, Qualifier, ctx),
        ctx,
      ),
    ],

    async handle({ FunctionName, Qualifier }, ctx) {
      const reference = functionReference(FunctionName, Qualifier, ctx);
      await knownFunction(reference, ctx);
      const row = await knownProvision(reference, ctx);
      const shares = await sharesOfFunction(reference, ctx);
      return provisionedStatus(row, shares, reference, ctx);
    },
  },
);
