import { PutFunctionCodeSigningConfigCommand } from "@aws-sdk/client-lambda";
import { allow, operation } from "../../../core/operation.ts";
import { usableConfig } from "../code-signing-config.ts";
import { wholeFunction } from "../function-reference.ts";
import { knownFunction } from "../function-rows.ts";
import { onFunction } from "../permissions.ts";
import { changeFunction } from "../proactive-rules.ts";

/** Needs the right on both: function and configuration. What is deployed already keeps running. */
export const PutFunctionCodeSigningConfig = operation(
  PutFunctionCodeSigningConfigCommand,
  {
    async needs({ FunctionName, CodeSigningConfigArn }, ctx) {
      const keys = { "lambda:CodeSigningConfigArn": CodeSigningConfigArn };
      const action = "lambda:PutFunctionCodeSigningConfig";
      const reference = wholeFunction(
        FunctionName,
        "PutFunctionCodeSigningConfig",
        ctx,
      );
      return [
        await onFunction(action, reference, ctx, keys),
        allow(action, CodeSigningConfigArn, keys),
      ];
    },

    async handle({ FunctionName, CodeSigningConfigArn }, ctx) {
      const reference = wholeFunction(
        FunctionName,
        "PutFunctionCodeSigningConfig",
        ctx,
      );
      // A missing configuration outranks a missing function.
      const config = await usableConfig(CodeSigningConfigArn, ctx);
      const owner = await knownFunction(reference, ctx);
      const changed = { ...owner, codeSigningConfigArn: config.arn };
      await changeFunction(owner, changed, reference, ctx);
      return {
        CodeSigningConfigArn: config.arn,
        FunctionName: owner.functionName,
      };
    },
  },
);
