import {
  ListAggregateDiscoveredResourcesCommand,
  type AggregateResourceIdentifier,
  type ResourceType,
} from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { needOnAggregator } from "../aggregators/aggregators.ts";
import { itemsAt, type ItemAt } from "../aggregators/items.ts";
import { placesOf } from "../aggregators/sources.ts";
import { more, pageOf } from "../paging.ts";

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
      const found = await itemsAt(places, input.ResourceType, ctx);
      const wanted = found.filter(
        ({ item }) =>
          (ResourceId === undefined || item.resourceId === ResourceId) &&
          (ResourceName === undefined || item.resourceName === ResourceName),
      );
      const { items, nextToken } = pageOf(
        wanted,
        input.Limit || PAGE,
        input.NextToken,
      );
      return { ResourceIdentifiers: items.map(identifier), ...more(nextToken) };
    },
  },
);

function identifier({ place, item }: ItemAt): AggregateResourceIdentifier {
  return {
    SourceAccountId: place.accountId,
    SourceRegion: place.region,
    ResourceId: item.resourceId,
    ResourceType: item.resourceType as ResourceType,
    ...(item.resourceName === undefined
      ? {}
      : { ResourceName: item.resourceName }),
  };
}
