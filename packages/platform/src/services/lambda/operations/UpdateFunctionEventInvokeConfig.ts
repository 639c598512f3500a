import { UpdateFunctionEventInvokeConfigCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { functionReference } from "../function-reference.ts";
import {
  checkSomethingGiven,
  knownEventInvokeConfig,
  setEventInvokeConfig,
} from "../invocation/event-invoke-config.ts";
import { onFunction } from "../permissions.ts";

export const UpdateFunctionEventInvokeConfig = operation(
  UpdateFunctionEventInvokeConfigCommand,
  {
    audit: { eventName: "UpdateFunctionEventInvokeConfig20190925" },

    needs: async ({ FunctionName, Qualifier }, ctx) => [
      await onFunction(
        "lambda:UpdateFunctionEventInvokeConfig",
        functionReference(FunctionName, Qualifier, ctx),
        ctx,
      ),
    ],

    async handle(input, ctx) {
      const { FunctionName, Qualifier } = input;
      const reference = functionReference(FunctionName, Qualifier, ctx);
      checkSomethingGiven(input);
      const current = await knownEventInvokeConfig(reference, ctx);
      return setEventInvokeConfig(reference, input, current, ctx);
    },
  },
);
