import {
  GetDiscoveredResourceCountsCommand,
  type ResourceType,
} from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { pageOf } from "../paging.ts";
import { latestItems } from "../recorder/tables.ts";

const PAGE = 100;

/** The commonest types first. */
export const GetDiscoveredResourceCounts = operation(
  GetDiscoveredResourceCountsCommand,
  {
    needs: () => [allow("config:GetDiscoveredResourceCounts", "*")],

    async handle({ resourceTypes = [], limit, nextToken: token }, ctx) {
      const counts = new Map<string, number>();
      for (const { resourceType, status } of (
        await ctx.table(latestItems).list()
      ).rows)
        if (
          status !== "ResourceDeleted" &&
          (resourceTypes.length === 0 || resourceTypes.includes(resourceType))
        )
          counts.set(resourceType, (counts.get(resourceType) ?? 0) + 1);
      const sorted = [...counts].sort(([, a], [, b]) => b - a);
      const { items, nextToken } = pageOf(sorted, limit || PAGE, token);
      return {
        totalDiscoveredResources: sorted.reduce((sum, [, n]) => sum + n, 0),
        resourceCounts: items.map(([resourceType, count]) => ({
          resourceType: resourceType as ResourceType,
          count,
        })),
        ...(nextToken === undefined ? {} : { nextToken }),
      };
    },
  },
);
