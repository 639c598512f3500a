import {
  GetAggregateDiscoveredResourceCountsCommand,
  type ResourceCountGroupKey,
} from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { needOnAggregator } from "../aggregators/aggregators.ts";
import { itemsAt, type ItemAt } from "../aggregators/items.ts";
import { placesOf } from "../aggregators/sources.ts";
import { more, pageOf } from "../paging.ts";

const PAGE = 1000;

/** All resources together, and grouped where that is wanted, the largest group first. */
export const GetAggregateDiscoveredResourceCounts = operation(
  GetAggregateDiscoveredResourceCountsCommand,
  {
    needs: needOnAggregator("config:GetAggregateDiscoveredResourceCounts"),

    async handle(input, ctx) {
      const { Filters = {}, GroupByKey } = input;
      const places = await placesOf(
        input.ConfigurationAggregatorName,
        ctx,
        Filters,
      );
      const found = await itemsAt(places, Filters.ResourceType, ctx);
      const { items, nextToken } = pageOf(
        GroupByKey ? counted(found, GroupByKey) : [],
        input.Limit || PAGE,
        input.NextToken,
      );
      return {
        TotalDiscoveredResources: found.length,
        ...(GroupByKey === undefined ? {} : { GroupByKey }),
        GroupedResourceCounts: items,
        ...more(nextToken),
      };
    },
  },
);

function counted(found: readonly ItemAt[], key: ResourceCountGroupKey) {
  return [...Map.groupBy(found, GROUPS[key])]
    .map(([GroupName, { length }]) => ({ GroupName, ResourceCount: length }))
    .sort((a, b) => b.ResourceCount - a.ResourceCount);
}

const GROUPS: Readonly<
  Record<ResourceCountGroupKey, (found: ItemAt) => string>
> = {
  RESOURCE_TYPE: ({ item }) => item.resourceType,
  ACCOUNT_ID: ({ place }) => place.accountId,
  AWS_REGION: ({ place }) => place.region,
};
