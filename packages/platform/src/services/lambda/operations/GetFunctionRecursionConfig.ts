import { GetFunctionRecursionConfigCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { wholeFunction } from "../function-reference.ts";
import { knownFunction } from "../function-rows.ts";
import { onFunction } from "../permissions.ts";

export const GetFunctionRecursionConfig = operation(
  GetFunctionRecursionConfigCommand,
  {
    audit: { eventName: "GetFunctionRecursionConfig20240831" },

    needs: async ({ FunctionName }, ctx) => [
      await onFunction(
        "lambda:GetFunctionRecursionConfig",
        wholeFunction(FunctionName, "GetFunctionRecursionConfig", ctx),
        ctx,
      ),
    ],

    async handle({ FunctionName }, ctx) {
      const reference = wholeFunction(
        FunctionName,
        "GetFunctionRecursionConfig",
        ctx,
      );
      const owner = await knownFunction(reference, ctx);
      return { RecursiveLoop: owner.recursiveLoop ?? "Terminate" };
    },
  },
);
