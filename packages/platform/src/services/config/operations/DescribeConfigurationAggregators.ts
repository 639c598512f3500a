import { DescribeConfigurationAggregatorsCommand } from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import {
  existingAggregator,
  shownAggregator,
} from "../aggregators/aggregators.ts";
import { aggregators } from "../aggregators/tables.ts";
import { more, pageOf } from "../paging.ts";

const PAGE = 100;

export const DescribeConfigurationAggregators = operation(
  DescribeConfigurationAggregatorsCommand,
  {
    needs: () => [allow("config:DescribeConfigurationAggregators", "*")],

    async handle(
      { ConfigurationAggregatorNames: names = [], Limit, NextToken },
      ctx,
    ) {
      const found =
        names.length > 0
          ? await Promise.all(
              names.map((name) => existingAggregator(name, ctx)),
            )
          : (await ctx.table(aggregators).list()).rows;
      const { items, nextToken } = pageOf(found, Limit || PAGE, NextToken);
      return {
        ConfigurationAggregators: items.map((row) => shownAggregator(row, ctx)),
        ...more(nextToken),
      };
    },
  },
);
