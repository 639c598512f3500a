import { GetCodeSigningConfigCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { configOf, knownConfig, onConfig } from "../code-signing-config.ts";

export const GetCodeSigningConfig = operation(GetCodeSigningConfigCommand, {
  needs: async ({ CodeSigningConfigArn }, ctx) => [
    await onConfig("lambda:GetCodeSigningConfig", CodeSigningConfigArn, ctx),
  ],

  async handle({ CodeSigningConfigArn }, ctx) {
    const config = await knownConfig(CodeSigningConfigArn, ctx);
    return { CodeSigningConfig: configOf(config) };
  },
});
