import { GetOrganizationConfigRuleDetailedStatusCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { memberStatuses } from "../organization/status.ts";
import { deploymentArnOf, nameInAccounts } from "../organization/tables.ts";
import { more, pageOf } from "../paging.ts";
import { needOn } from "../tags.ts";

const PAGE = 100;

export const GetOrganizationConfigRuleDetailedStatus = operation(
  GetOrganizationConfigRuleDetailedStatusCommand,
  {
    needs: async ({ OrganizationConfigRuleName: name }, ctx) => [
      await needOn(
        "config:GetOrganizationConfigRuleDetailedStatus",
        deploymentArnOf(ctx, "rule", name),
        ctx,
      ),
    ],

    async handle(
      { OrganizationConfigRuleName: name, Filters, Limit, NextToken },
      ctx,
    ) {
      const found = await memberStatuses(
        "rule",
        name,
        {
          accountId: Filters?.AccountId,
          status: Filters?.MemberAccountRuleStatus,
        },
        ctx,
      );
      const { items, nextToken } = pageOf(found, Limit || PAGE, NextToken);
      return {
        OrganizationConfigRuleDetailedStatus: items.map(
          ({ accountId, status, told, updatedAt }) => ({
            AccountId: accountId,
            ConfigRuleName: nameInAccounts(ctx, "rule", name),
            MemberAccountRuleStatus: status,
            ...told,
            LastUpdateTime: new Date(updatedAt),
          }),
        ),
        ...more(nextToken),
      };
    },
  },
);
