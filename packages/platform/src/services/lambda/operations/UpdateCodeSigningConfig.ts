import { UpdateCodeSigningConfigCommand } from "@aws-sdk/client-lambda";
import { operation } from "../../../core/operation.ts";
import { configOf, knownConfig, onConfig } from "../code-signing-config.ts";
import { codeSigningConfigs, type CodeSigningConfigRow } from "../tables.ts";

/** A change counts for deployments from now on; what runs keeps running. */
export const UpdateCodeSigningConfig = operation(
  UpdateCodeSigningConfigCommand,
  {
    needs: async ({ CodeSigningConfigArn }, ctx) => [
      await onConfig(
        "lambda:UpdateCodeSigningConfig",
        CodeSigningConfigArn,
        ctx,
      ),
    ],

    async handle(input, ctx) {
      const current = await knownConfig(input.CodeSigningConfigArn, ctx);
      const { AllowedPublishers, CodeSigningPolicies, Description } = input;
      const config: CodeSigningConfigRow = {
        ...current,
        description: Description ?? current.description,
        allowedProfiles:
          AllowedPublishers?.SigningProfileVersionArns ??
          current.allowedProfiles,
        untrustedArtifacts:
          CodeSigningPolicies?.UntrustedArtifactOnDeployment ??
          current.untrustedArtifacts,
        modifiedAt: ctx.now(),
      };
      await ctx.table(codeSigningConfigs).put(config);
      return { CodeSigningConfig: configOf(config) };
    },
  },
);
