import { StartRemediationExecutionCommand } from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { existingRemediation } from "../remediation/existing.ts";
import { begin } from "../remediation/remediate.ts";
import { results } from "../tables.ts";

/** Only what the rule has judged can be remedied. */
export const StartRemediationExecution = operation(
  StartRemediationExecutionCommand,
  {
    needs: () => [allow("config:StartRemediationExecution", "*")],

    async handle({ ConfigRuleName, ResourceKeys }, ctx) {
      const row = await existingRemediation(ConfigRuleName, ctx);
      const failed = [];
      for (const key of ResourceKeys) {
        const { resourceType = "", resourceId = "" } = key;
        if (
          await ctx.table(results).get(ConfigRuleName, resourceType, resourceId)
        )
          await begin(row, { resourceType, resourceId }, ctx, ctx.caller);
        else failed.push(key);
      }
      return failed.length === 0
        ? {}
        : {
            FailureMessage: `The rule ${ConfigRuleName} has not evaluated these resources.`,
            FailedItems: failed,
          };
    },
  },
);
