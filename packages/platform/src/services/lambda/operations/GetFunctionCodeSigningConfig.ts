import {
  GetFunctionCodeSigningConfigCommand,
  type GetFunctionCodeSigningConfigResponse,
} from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { wholeFunction } from "../function-reference.ts";
import { knownFunction } from "../function-rows.ts";
import { onFunction } from "../permissions.ts";

/** A function without a configuration is answered with nothing, though the model requires both members. */
const NONE: GetFunctionCodeSigningConfigResponse = {
  CodeSigningConfigArn: undefined,
  FunctionName: undefined,
};

export const GetFunctionCodeSigningConfig = operation(
  GetFunctionCodeSigningConfigCommand,
  {
    needs: async ({ FunctionName }, ctx) => [
      await onFunction(
        "lambda:GetFunctionCodeSigningConfig",
        wholeFunction(FunctionName, "GetFunctionCodeSigningConfig", ctx),
        ctx,
      ),
    ],

    async handle({ FunctionName }, ctx) {
      const { functionName, codeSigningConfigArn } = await knownFunction(
        wholeFunction(FunctionName, "GetFunctionCodeSigningConfig", ctx),
        ctx,
      );
      return codeSigningConfigArn === undefined
        ? NONE
        : {
            CodeSigningConfigArn: codeSigningConfigArn,
            FunctionName: functionName,
          };
    },
  },
);
