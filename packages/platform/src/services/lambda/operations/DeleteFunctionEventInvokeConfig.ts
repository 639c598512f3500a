import { DeleteFunctionEventInvokeConfigCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { functionReference } from "../function-reference.ts";
import {
  deleteEventInvokeConfigs,
  knownEventInvokeConfig,
} from "../invocation/event-invoke-config.ts";
import { onFunction } from "../permissions.ts";

export const DeleteFunctionEventInvokeConfig = operation(
  DeleteFunctionEventInvokeConfigCommand,
  {
    audit: { eventName: "DeleteFunctionEventInvokeConfig20190925" },

    needs: async ({ FunctionName, Qualifier }, ctx) => [
      await onFunction(
        "lambda:DeleteFunctionEventInvokeConfig",
        functionReference(FunctionName, Qualifier, ctx),
        ctx,
      ),
    ],

    async handle({ FunctionName, Qualifier }, ctx) {
      const reference = functionReference(FunctionName, Qualifier, ctx);
      const { qualifier } = await knownEventInvokeConfig(reference, ctx);
      await deleteEventInvokeConfigs(reference, qualifier, ctx);
      return {};
    },
  },
);
