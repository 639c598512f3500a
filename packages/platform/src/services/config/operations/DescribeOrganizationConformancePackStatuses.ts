import { DescribeOrganizationConformancePackStatusesCommand } from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { deploymentsNamed } from "../organization/deployments.ts";
import { overallStatus } from "../organization/status.ts";
import { more, pageOf } from "../paging.ts";

const PAGE = 100;

export const DescribeOrganizationConformancePackStatuses = operation(
  DescribeOrganizationConformancePackStatusesCommand,
  {
    needs: () => [
      allow("config:DescribeOrganizationConformancePackStatuses", "*"),
    ],

    async handle(
      { OrganizationConformancePackNames: names, Limit, NextToken },
      ctx,
    ) {
      const found = await deploymentsNamed("pack", names, ctx);
      const { items, nextToken } = pageOf(found, Limit || PAGE, NextToken);
      return {
        OrganizationConformancePackStatuses: await Promise.all(
          items.map(async (row) => {
            const { status, ...told } = await overallStatus(row, ctx);
            return {
              OrganizationConformancePackName: row.name,
              Status: status,
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
