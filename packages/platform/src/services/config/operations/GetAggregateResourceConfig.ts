import {
  GetAggregateResourceConfigCommand,
  ResourceNotDiscoveredException,
} from "@aws-sdk/client-config-service";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { needOnAggregator } from "../aggregators/aggregators.ts";
import { itemOf } from "../aggregators/items.ts";
import { placesOf } from "../aggregators/sources.ts";
import { configurationItem } from "../recorder/item.ts";

export const GetAggregateResourceConfig = operation(
  GetAggregateResourceConfigCommand,
  {
    needs: needOnAggregator("config:GetAggregateResourceConfig"),

    async handle(
      { ConfigurationAggregatorName: name, ResourceIdentifier: wanted },
      ctx,
    ) {
      const found = await itemOf(wanted, await placesOf(name, ctx), ctx);
      if (!found)
        throw fault(
          ResourceNotDiscoveredException,
          `Resource ${wanted.ResourceId} of resourceType:${wanted.ResourceType} is unknown or has not been discovered`,
        );
      return { ConfigurationItem: configurationItem(found.item, found.place) };
    },
  },
);
