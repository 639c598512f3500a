import { PutFunctionConcurrencyCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { wholeFunction } from "../function-reference.ts";
import { knownFunction } from "../function-rows.ts";
import { checkReservation, setAsideChanged } from "../invocation/set-aside.ts";
import { onFunction } from "../permissions.ts";
import { changeFunction } from "../proactive-rules.ts";

export const PutFunctionConcurrency = operation(PutFunctionConcurrencyCommand, {
  audit: { eventName: "PutFunctionConcurrency20171031" },

  needs: async ({ FunctionName }, ctx) => [
    await onFunction(
      "lambda:PutFunctionConcurrency",
      wholeFunction(FunctionName, "PutFunctionConcurrency", ctx),
      ctx,
    ),
  ],

  async handle({ FunctionName, ReservedConcurrentExecutions }, ctx) {
    const reference = wholeFunction(
      FunctionName,
      "PutFunctionConcurrency",
      ctx,
    );
    const owner = await knownFunction(reference, ctx);
    await checkReservation(reference, ReservedConcurrentExecutions, ctx);
    setAsideChanged(reference, ctx);
    const changed = {
      ...owner,
      reservedConcurrency: ReservedConcurrentExecutions,
    };
    await changeFunction(owner, changed, reference, ctx);
    return { ReservedConcurrentExecutions };
  },
});
