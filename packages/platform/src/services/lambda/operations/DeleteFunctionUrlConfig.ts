import { DeleteFunctionUrlConfigCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { functionReference } from "../function-reference.ts";
import { deleteUrl, knownUrl, onFunctionUrl } from "../function-url/rows.ts";

export const DeleteFunctionUrlConfig = operation(
  DeleteFunctionUrlConfigCommand,
  {
    audit: { eventName: "DeleteFunctionUrlConfig20211031" },

    needs: async (input, ctx) => [
      await onFunctionUrl("lambda:DeleteFunctionUrlConfig", input, ctx),
    ],

    async handle({ FunctionName, Qualifier }, ctx) {
      const reference = functionReference(FunctionName, Qualifier, ctx);
      await deleteUrl(await knownUrl(reference, ctx), reference, ctx);
      return {};
    },
  },
);
