import {
  DeleteRemediationConfigurationCommand,
  NoSuchRemediationConfigurationException,
} from "@aws-sdk/client-config-service";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { deleteRemediation } from "../remediation/configurations.ts";
import { existingRemediation } from "../remediation/existing.ts";
import { remediationArnOf } from "../remediation/tables.ts";

export const DeleteRemediationConfiguration = operation(
  DeleteRemediationConfigurationCommand,
  {
    needs: ({ ConfigRuleName }, ctx) => [
      allow(
        "config:DeleteRemediationConfiguration",
        remediationArnOf(ctx, ConfigRuleName),
      ),
    ],

    async handle({ ConfigRuleName, ResourceType }, ctx) {
      const { configuration } = await existingRemediation(ConfigRuleName, ctx);
      if (
        (ResourceType ?? configuration.ResourceType) !==
        configuration.ResourceType
      )
        throw fault(
          NoSuchRemediationConfigurationException,
          `The rule ${ConfigRuleName} has no remediation configuration for ${ResourceType}.`,
        );
      await deleteRemediation(ConfigRuleName, undefined, ctx);
      return {};
    },
  },
);
