import {
  DeleteRemediationConfigurationCommand,
  NoSuchRemediationConfigurationException,
} from "@aws-sdk/client-config-service";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { existingRemediation } from "../remediation/existing.ts";
import {
  executions,
  remediationArnOf,
  remediations,
} from "../remediation/tables.ts";

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
      await ctx.table(remediations).delete(ConfigRuleName);
      const { rows } = await ctx
        .table(executions)
        .list({ prefix: [ConfigRuleName] });
      for (const { rule, resourceType, resourceId } of rows)
        await ctx.table(executions).delete(rule, resourceType, resourceId);
      return {};
    },
  },
);
