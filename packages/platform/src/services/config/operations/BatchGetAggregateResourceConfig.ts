import { BatchGetAggregateResourceConfigCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { needOnAggregator } from "../aggregators/aggregators.ts";
import { itemOf } from "../aggregators/items.ts";
import { placesOf } from "../aggregators/sources.ts";
import { baseItem } from "../recorder/item.ts";

/** Neither deleted resources nor those of sources that do not let the aggregator look are processed. */
export const BatchGetAggregateResourceConfig = operation(
  BatchGetAggregateResourceConfigCommand,
  {
    needs: needOnAggregator("config:BatchGetAggregateResourceConfig"),

    async handle(
      { ConfigurationAggregatorName: name, ResourceIdentifiers },
      ctx,
    ) {
      const places = await placesOf(name, ctx);
      const found = await Promise.all(
        ResourceIdentifiers.map(async (identifier) => ({
          identifier,
          at: await itemOf(identifier, places, ctx),
        })),
      );
      return {
        BaseConfigurationItems: found.flatMap(({ at }) =>
          at ? [baseItem(at.item, at.place)] : [],
        ),
        UnprocessedResourceIdentifiers: found.flatMap(({ identifier, at }) =>
          at ? [] : [identifier],
        ),
      };
    },
  },
);
