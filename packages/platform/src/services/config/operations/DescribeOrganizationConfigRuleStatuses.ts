import { DescribeOrganizationConfigRuleStatusesCommand } from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { deploymentsNamed } from "../organization/deployments.ts";
import { overallStatus } from "../organization/status.ts";
import { more, pageOf } from "../paging.ts";

const PAGE = 100;

export const DescribeOrganizationConfigRuleStatuses = operation(
  DescribeOrganizationConfigRuleStatusesCommand,
  {
    needs: () => [allow("config:DescribeOrganizationConfigRuleStatuses", "*")],

    async handle(
      { OrganizationConfigRuleNames: names, Limit, NextToken },
      ctx,
    ) {
      const found = await deploymentsNamed("rule", names, ctx);
      const { items, nextToken } = pageOf(found, Limit || PAGE, NextToken);
      return {
        OrganizationConfigRuleStatuses: await Promise.all(
          items.map(async (row) => {
            const { status, ...told } = await overallStatus(row, ctx);
            return {
              OrganizationConfigRuleName: row.name,
              OrganizationRuleStatus: status,
              ...told,
              LastUpdateTime: new Date(row.updatedAt),
            };
          }),
        ),
        ...more(nextToken),
      };
    },
  },
);
