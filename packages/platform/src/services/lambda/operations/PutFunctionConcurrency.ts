import {
  InvalidParameterValueException,
  PutFunctionConcurrencyCommand,
} from "@aws-sdk/client-lambda";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { wholeFunction } from "../function-reference.ts";
import { knownFunction } from "../function-rows.ts";
import { onFunction } from "../permissions.ts";
import {
  ACCOUNT_CONCURRENCY,
  LEAST_UNRESERVED,
  reservedInTotal,
} from "../reserved-concurrency.ts";
import { functions } from "../tables.ts";

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
    const others = await reservedInTotal(ctx, {
      at: reference,
      except: owner.functionName,
    });
    const left = ACCOUNT_CONCURRENCY - others - ReservedConcurrentExecutions;
    if (left < LEAST_UNRESERVED)
      throw fault(
        InvalidParameterValueException,
        `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${LEAST_UNRESERVED}].`,
      );
    await ctx
      .table(functions, reference)
      .put({ ...owner, reservedConcurrency: ReservedConcurrentExecutions });
    return { ReservedConcurrentExecutions };
  },
});
