import { PutFunctionRecursionConfigCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { wholeFunction } from "../function-reference.ts";
import { knownFunction } from "../function-rows.ts";
import { onFunction } from "../permissions.ts";
import { functions } from "../tables.ts";

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
      await ctx
        .table(functions, reference)
        .put({ ...owner, recursiveLoop: RecursiveLoop });
      return { RecursiveLoop };
    },
  },
);
