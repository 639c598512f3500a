import { DeleteFunctionCodeSigningConfigCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { wholeFunction } from "../function-reference.ts";
import { knownFunction } from "../function-rows.ts";
import { onFunction } from "../permissions.ts";
import { functions } from "../tables.ts";

export const DeleteFunctionCodeSigningConfig = operation(
  DeleteFunctionCodeSigningConfigCommand,
  {
    needs: async ({ FunctionName }, ctx) => [
      await onFunction(
        "lambda:DeleteFunctionCodeSigningConfig",
        wholeFunction(FunctionName, "DeleteFunctionCodeSigningConfig", ctx),
        ctx,
      ),
    ],

    async handle({ FunctionName }, ctx) {
      const reference = wholeFunction(
        FunctionName,
        "DeleteFunctionCodeSigningConfig",
        ctx,
      );
      const { codeSigningConfigArn: _, ...owner } = await knownFunction(
        reference,
        ctx,
      );
      await ctx.table(functions, reference).put(owner);
      return {};
    },
  },
);
