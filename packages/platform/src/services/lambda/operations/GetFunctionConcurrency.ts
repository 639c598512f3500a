import { GetFunctionConcurrencyCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { wholeFunction } from "../function-reference.ts";
import { knownFunction } from "../function-rows.ts";
import { onFunction } from "../permissions.ts";

export const GetFunctionConcurrency = operation(GetFunctionConcurrencyCommand, {
  audit: { eventName: "GetFunctionConcurrency20190930" },

  needs: async ({ FunctionName }, ctx) => [
    await onFunction(
      "lambda:GetFunctionConcurrency",
      wholeFunction(FunctionName, "GetFunctionConcurrency", ctx),
      ctx,
    ),
  ],

  async handle({ FunctionName }, ctx) {
    const { reservedConcurrency } = await knownFunction(
      wholeFunction(FunctionName, "GetFunctionConcurrency", ctx),
      ctx,
    );
    return reservedConcurrency === undefined
      ? {}
      : { ReservedConcurrentExecutions: reservedConcurrency };
  },
});
