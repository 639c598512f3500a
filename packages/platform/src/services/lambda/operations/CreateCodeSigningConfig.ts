import { CreateCodeSigningConfigCommand } from "@aws-sdk/client-lambda";
import { arn } from "../../../core/arn.ts";
import { allow, operation } from "../../../core/operation.ts";
import { hexadecimal } from "../../../core/random.ts";
import { configOf } from "../code-signing-config.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { codeSigningConfigs, type CodeSigningConfigRow } from "../tables.ts";
import { checkedTags } from "../tagged-resource.ts";

/** Profile versions may belong to other accounts, so they are not looked up. */
export const CreateCodeSigningConfig = operation(
  CreateCodeSigningConfigCommand,
  {
    needs: ({ Tags }) => [
      allow("lambda:CreateCodeSigningConfig", "*", requestTagKeys(Tags)),
    ],

    async handle(input, ctx) {
      const { AllowedPublishers, CodeSigningPolicies, Description } = input;
      const id = `csc-${hexadecimal(17)}`;
      const config: CodeSigningConfigRow = {
        id,
        arn: arn("lambda", ctx, `code-signing-config:${id}`),
        description: Description ?? "",
        allowedProfiles: AllowedPublishers.SigningProfileVersionArns ?? [],
        untrustedArtifacts:
          CodeSigningPolicies?.UntrustedArtifactOnDeployment ?? "Warn",
        tags: checkedTags(input.Tags),
        modifiedAt: ctx.now(),
      };
      await ctx.table(codeSigningConfigs).put(config);
      return { CodeSigningConfig: configOf(config) };
    },
  },
);
