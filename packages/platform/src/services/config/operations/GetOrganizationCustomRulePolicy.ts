import { GetOrganizationCustomRulePolicyCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { administered } from "../organization/administrator.ts";
import { existingDeployment } from "../organization/deployments.ts";
import { deploymentArnOf } from "../organization/tables.ts";
import { needOn } from "../tags.ts";

export const GetOrganizationCustomRulePolicy = operation(
  GetOrganizationCustomRulePolicyCommand,
  {
    needs: async ({ OrganizationConfigRuleName: name }, ctx) => [
      await needOn(
        "config:GetOrganizationCustomRulePolicy",
        deploymentArnOf(ctx, "rule", name),
        ctx,
      ),
    ],

    async handle({ OrganizationConfigRuleName: name }, ctx) {
      await administered(ctx);
      const { rule } = await existingDeployment("rule", name, ctx);
      const text = rule?.OrganizationCustomPolicyRuleMetadata?.PolicyText;
      return text === undefined ? {} : { PolicyText: text };
    },
  },
);
