import { GetFunctionEventInvokeConfigCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { functionReference } from "../function-reference.ts";
import {
  eventInvokeConfigOf,
  knownEventInvokeConfig,
} from "../invocation/event-invoke-config.ts";
import { onFunction } from "../permissions.ts";

export const GetFunctionEventInvokeConfig = operation(
  GetFunctionEventInvokeConfigCommand,
  {
    audit: { eventName: "GetFunctionEventInvokeConfig20190925" },

    needs: async ({ FunctionName, Qualifier }, ctx) => [
      await onFunction(
        "lambda:GetFunctionEventInvokeConfig",
        functionReference(FunctionName, Qualifier, ctx),
        ctx,
      ),
    ],

    async handle({ FunctionName, Qualifier }, ctx) {
      const reference = functionReference(FunctionName, Qualifier, ctx);
      const row = await knownEventInvokeConfig(reference, ctx);
      return eventInvokeConfigOf(row, reference);
    },
  },
);
