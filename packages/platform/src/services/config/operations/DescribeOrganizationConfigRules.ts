import { DescribeOrganizationConfigRulesCommand } from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { deploymentsNamed } from "../organization/deployments.ts";
import { deploymentArnOf } from "../organization/tables.ts";
import { more, pageOf } from "../paging.ts";

const PAGE = 100;

/** A rule's policy is not among what is answered: GetOrganizationCustomRulePolicy gives it. */
export const DescribeOrganizationConfigRules = operation(
  DescribeOrganizationConfigRulesCommand,
  {
    needs: () => [allow("config:DescribeOrganizationConfigRules", "*")],

    async handle(
      { OrganizationConfigRuleNames: names, Limit, NextToken },
      ctx,
    ) {
      const found = await deploymentsNamed("rule", names, ctx);
      const { items, nextToken } = pageOf(found, Limit || PAGE, NextToken);
      return {
        OrganizationConfigRules: items.map(
          ({ name, rule, excluded, updatedAt }) => {
            const {
              OrganizationManagedRuleMetadata: managed,
              OrganizationCustomRuleMetadata: custom,
              OrganizationCustomPolicyRuleMetadata: policy,
            } = rule ?? {};
            const { PolicyText: _, ...shown } = policy ?? {};
            return {
              OrganizationConfigRuleName: name,
              OrganizationConfigRuleArn: deploymentArnOf(ctx, "rule", name),
              ...(managed ? { OrganizationManagedRuleMetadata: managed } : {}),
              ...(custom ? { OrganizationCustomRuleMetadata: custom } : {}),
              ...(policy
                ? { OrganizationCustomPolicyRuleMetadata: shown }
                : {}),
              ExcludedAccounts: [...excluded],
              LastUpdateTime: new Date(updatedAt),
            };
          },
        ),
        ...more(nextToken),
      };
    },
  },
);
