import { PutFunctionEventInvokeConfigCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { functionReference } from "../function-reference.ts";
import {
  checkSomethingGiven,
  setEventInvokeConfig,
} from "../invocation/event-invoke-config.ts";
import { onFunction } from "../permissions.ts";

/** Sets a configuration whole: what the request leaves out is taken away. */
export const PutFunctionEventInvokeConfig = operation(
  PutFunctionEventInvokeConfigCommand,
  {
    audit: { eventName: "PutFunctionEventInvokeConfig20190925" },

    needs: async ({ FunctionName, Qualifier }, ctx) => [
      await onFunction(
        "lambda:PutFunctionEventInvokeConfig",
        functionReference(FunctionName, Qualifier, ctx),
        ctx,
      ),
    ],

    async handle(input, ctx) {
      const { FunctionName, Qualifier } = input;
      const reference = functionReference(FunctionName, Qualifier, ctx);
      checkSomethingGiven(input);
      return setEventInvokeConfig(reference, input, {}, ctx);
    },
  },
);
