import {
  GetAggregateResourceConfigCommand,
  ResourceNotDiscoveredException,
} from "@aws-sdk/client-config-service";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { needOnAggregator } from "../aggregators/aggregators.ts";
import { placesOf } from "../aggregators/sources.ts";
import { configurationItem } from "../recorder/item.ts";
import { latestItems } from "../recorder/tables.ts";

export const GetAggregateResourceConfig = operation(
  GetAggregateResourceConfigCommand,
  {
    needs: needOnAggregator("config:GetAggregateResourceConfig"),

    async handle(
      { ConfigurationAggregatorName: name, ResourceIdentifier: wanted },
      ctx,
    ) {
      const { SourceAccountId, SourceRegion, ResourceType, ResourceId } =
        wanted;
      const [place] = await placesOf(name, ctx, {
        AccountId: SourceAccountId,
        Region: SourceRegion,
      });
      const item =
        place &&
        (await ctx
          .table(latestItems, place)
          .get(ResourceType ?? "", ResourceId ?? ""));
      if (!item || item.status === "ResourceDeleted")
        throw fault(
          ResourceNotDiscoveredException,
          `Resource ${ResourceId} of resourceType:${ResourceType} is unknown or has not been discovered`,
        );
      return { ConfigurationItem: configurationItem(item, place) };
    },
  },
);
