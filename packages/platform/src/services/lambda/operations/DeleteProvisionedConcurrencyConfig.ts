import { DeleteProvisionedConcurrencyConfigCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { functionReference } from "../function-reference.ts";
import { knownFunction } from "../function-rows.ts";
import { deleteProvisions } from "../invocation/provisioned/rows.ts";
import { setAsideChanged } from "../invocation/set-aside.ts";
import { onQualified } from "../permissions.ts";

/** Deleting what is not there succeeds, as with AWS. */
export const DeleteProvisionedConcurrencyConfig = operation(
  DeleteProvisionedConcurrencyConfigCommand,
  {
    audit: { eventName: "DeleteProvisionedConcurrencyConfig20190930" },

    needs: async ({ FunctionName, Qualifier }, ctx) => [
      await onQualified(
        "lambda:DeleteProvisionedConcurrencyConfig",
        functionReference(FunctionName, Qualifier, ctx),
        ctx,
      ),
    ],

    async handle({ FunctionName, Qualifier }, ctx) {
      const reference = functionReference(FunctionName, Qualifier, ctx);
      await knownFunction(reference, ctx);
      await deleteProvisions(reference, Qualifier, ctx);
      setAsideChanged(reference, ctx);
      return {};
    },
  },
);
