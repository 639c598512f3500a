import { DescribeSubscriptionFiltersCommand } from "@aws-sdk/client-cloudwatch-logs";
import { allow, operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { subscriptionFilters } from "../derived/tables.ts";
import { groupResource } from "../log-arn.ts";
import { existingGroup, groupTagKeys } from "../lookup.ts";
import { invalidToken } from "../page-token.ts";

const PAGE = 50;

export const DescribeSubscriptionFilters = operation(
  DescribeSubscriptionFiltersCommand,
  {
    needs: async ({ logGroupName }, ctx) => [
      allow(
        "logs:DescribeSubscriptionFilters",
        groupResource(ctx, logGroupName),
        await groupTagKeys(ctx, logGroupName),
      ),
    ],

    async handle({ logGroupName, filterNamePrefix, ...input }, ctx) {
      await existingGroup(ctx, logGroupName);
      const { rows, nextToken } = await page(
        ctx.table(subscriptionFilters),
        {
          limit: input.limit ?? PAGE,
          prefix: [logGroupName],
          ...(filterNamePrefix === undefined
            ? {}
            : { startsWith: filterNamePrefix }),
        },
        input.nextToken,
        invalidToken,
      );
      return {
        subscriptionFilters: rows.map(({ createdAt, ...filter }) => ({
          ...filter,
          distribution: "ByLogStream" as const,
          applyOnTransformedLogs: false,
          creationTime: createdAt,
        })),
        ...(nextToken === undefined ? {} : { nextToken }),
      };
    },
  },
);
