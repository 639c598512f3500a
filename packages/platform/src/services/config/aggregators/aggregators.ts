import {
  NoSuchConfigurationAggregatorException,
  type ConfigurationAggregator,
} from "@aws-sdk/client-config-service";
import type { Context, NeedsContext, Place } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import type { Need } from "../../../core/operation.ts";
import { needOn } from "../tags.ts";
import { aggregatorArnOf, aggregators, type AggregatorRow } from "./tables.ts";

/** The permission that everything about one aggregator needs. */
export function needOnAggregator(action: `config:${string}`) {
  return async (
    {
      ConfigurationAggregatorName: name,
    }: { ConfigurationAggregatorName: string },
    ctx: NeedsContext,
  ): Promise<readonly Need[]> => [
    await needOn(action, aggregatorArnOf(ctx, name), ctx),
  ];
}

/** @throws Fault NoSuchConfigurationAggregatorException */
export async function existingAggregator(
  name: string,
  ctx: Context,
): Promise<AggregatorRow> {
  const row = await ctx.table(aggregators).get(name);
  if (!row)
    throw fault(
      NoSuchConfigurationAggregatorException,
      `The configuration aggregator does not exist: ${name}`,
    );
  return row;
}

/** An aggregator as the API answers it. */
export function shownAggregator(
  { name, accounts, organization, createdAt, changedAt }: AggregatorRow,
  place: Place,
): ConfigurationAggregator {
  return {
    ConfigurationAggregatorName: name,
    ConfigurationAggregatorArn: aggregatorArnOf(place, name),
    ...(accounts ? { AccountAggregationSources: [accounts] } : {}),
    ...(organization ? { OrganizationAggregationSource: organization } : {}),
    CreationTime: new Date(createdAt),
    LastUpdatedTime: new Date(changedAt),
  };
}
