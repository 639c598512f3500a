import { DeleteFunctionConcurrencyCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { wholeFunction } from "../function-reference.ts";
import { knownFunction } from "../function-rows.ts";
import { setAsideChanged } from "../invocation/set-aside.ts";
import { onFunction } from "../permissions.ts";
import { changeFunction } from "../proactive-rules.ts";

export const DeleteFunctionConcurrency = operation(
  DeleteFunctionConcurrencyCommand,
  {
    audit: { eventName: "DeleteFunctionConcurrency20171031" },

    needs: async ({ FunctionName }, ctx) => [
      await onFunction(
        "lambda:DeleteFunctionConcurrency",
        wholeFunction(FunctionName, "DeleteFunctionConcurrency", ctx),
        ctx,
      ),
    ],

    async handle({ FunctionName }, ctx) {
      const reference = wholeFunction(
        FunctionName,
        "DeleteFunctionConcurrency",
        ctx,
      );
      const owner = await knownFunction(reference, ctx);
      const { reservedConcurrency: _, ...changed } = owner;
      await changeFunction(owner, changed, reference, ctx);
      setAsideChanged(reference, ctx);
      return {};
    },
  },
);
