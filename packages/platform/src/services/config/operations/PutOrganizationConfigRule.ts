import { PutOrganizationConfigRuleCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { invalid } from "../faults.ts";
import { deploy } from "../organization/deployments.ts";
import { memberRule } from "../organization/member.ts";
import { deploymentArnOf } from "../organization/tables.ts";
import { checkedRule } from "../rules/checked-rule.ts";
import { needOn } from "../tags.ts";

export const PutOrganizationConfigRule = operation(
  PutOrganizationConfigRuleCommand,
  {
    needs: async ({ OrganizationConfigRuleName: name }, ctx) => [
      await needOn(
        "config:PutOrganizationConfigRule",
        deploymentArnOf(ctx, "rule", name),
        ctx,
      ),
    ],

    async handle({ ExcludedAccounts = [], ...rule }, ctx) {
      const name = rule.OrganizationConfigRuleName;
      const kinds = [
        rule.OrganizationManagedRuleMetadata,
        rule.OrganizationCustomRuleMetadata,
        rule.OrganizationCustomPolicyRuleMetadata,
      ].filter((metadata) => metadata !== undefined);
      if (kinds.length !== 1)
        throw invalid(
          "Specify one of OrganizationManagedRuleMetadata, OrganizationCustomRuleMetadata or OrganizationCustomPolicyRuleMetadata.",
        );
      if (!rule.OrganizationCustomRuleMetadata)
        await checkedRule(name, memberRule(rule), ctx);
      return {
        OrganizationConfigRuleArn: await deploy(
          { kind: "rule", name, rule, excluded: ExcludedAccounts },
          ctx,
        ),
      };
    },
  },
);
