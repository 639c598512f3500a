import { PutFunctionRecursionConfigCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { wholeFunction } from "../function-reference.ts";
import { knownFunction } from "../function-rows.ts";
import { onFunction } from "../permissions.ts";
import { changeFunction } from "../proactive-rules.ts";

export const PutFunctionRecursionConfig = operation(
  PutFunctionRecursionConfigCommand,
  {
    audit: { eventName: "PutFunctionRecursionConfig20240831" },

    needs: async ({ FunctionName }, ctx) => [
      await onFunction(
        "lambda:PutFunctionRecursionConfig",
        wholeFunction(FunctionName, "PutFunctionRecursionConfig", ctx),
        ctx,
      ),
    ],

    async handle({ FunctionName, RecursiveLoop }, ctx) {
      const reference = wholeFunction(
        FunctionName,
        "PutFunctionRecursionConfig",
        ctx,
      );
      const owner = await knownFunction(reference, ctx);
      const changed = { ...owner, recursiveLoop: RecursiveLoop };
      await changeFunction(owner, changed, reference, ctx);
      return { RecursiveLoop };
    },
  },
);
