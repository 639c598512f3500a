import {
  ListAggregateDiscoveredResourcesCommand,
  type ResourceType,
} from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { needOnAggregator } from "../aggregators/aggregators.ts";
import { placesOf } from "../aggregators/sources.ts";
import { more, pageOf } from "../paging.ts";
import { latestItems } from "../recorder/tables.ts";

const PAGE = 100;

export const ListAggregateDiscoveredResources = operation(
  ListAggregateDiscoveredResourcesCommand,
  {
    needs: needOnAggregator("config:ListAggregateDiscoveredResources"),

    async handle(input, ctx) {
      const { ResourceId, ResourceName, ...only } = input.Filters ?? {};
      const places = await placesOf(
        input.ConfigurationAggregatorName,
        ctx,
        only,
      );
      const found = await Promise.all(
        places.map(async (place) => {
          const { rows } = await ctx
            .table(latestItems, place)
            .list({ prefix: [input.ResourceType] });
          return rows
            .filter(
              (item) =>
                item.status !== "ResourceDeleted" &&
                (ResourceId === undefined || item.resourceId === ResourceId) &&
                (ResourceName === undefined ||
                  item.resourceName === ResourceName),
            )
            .map((item) => ({
              SourceAccountId: place.accountId,
              SourceRegion: place.region,
              ResourceId: item.resourceId,
              ResourceType: item.resourceType as ResourceType,
              ...(item.resourceName === undefined
                ? {}
                : { ResourceName: item.resourceName }),
            }));
        }),
      );
      const { items, nextToken } = pageOf(
        found.flat(),
        input.Limit || PAGE,
        input.NextToken,
      );
      return { ResourceIdentifiers: items, ...more(nextToken) };
    },
  },
);
