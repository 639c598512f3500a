import { SelectAggregateResourceConfigCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { needOnAggregator } from "../aggregators/aggregators.ts";
import { placesOf } from "../aggregators/sources.ts";
import { select } from "../query/select.ts";

export const SelectAggregateResourceConfig = operation(
  SelectAggregateResourceConfigCommand,
  {
    needs: needOnAggregator("config:SelectAggregateResourceConfig"),

    async handle(input, ctx) {
      const places = await placesOf(input.ConfigurationAggregatorName, ctx);
      const Limit = input.Limit || input.MaxResults;
      return select({ ...input, Limit }, places, ctx);
    },
  },
);
