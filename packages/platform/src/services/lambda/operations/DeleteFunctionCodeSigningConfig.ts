import { DeleteFunctionCodeSigningConfigCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { wholeFunction } from "../function-reference.ts";
import { knownFunction } from "../function-rows.ts";
import { onFunction } from "../permissions.ts";
import { changeFunction } from "../proactive-rules.ts";

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
      const owner = await knownFunction(reference, ctx);
      const { codeSigningConfigArn: _, ...changed } = owner;
      await changeFunction(owner, changed, reference, ctx);
      return {};
    },
  },
);
