import type {
  AccountAggregationSource,
  OrganizationAggregationSource,
} from "@aws-sdk/client-config-service";
import { arn } from "../../../core/arn.ts";
import type { Place } from "../../../core/context.ts";
import { table } from "../../../core/table.ts";
import { idOf } from "../tables.ts";

/** Times in these rows are milliseconds since the epoch. */
export interface AggregatorRow {
  readonly name: string;
  readonly accounts?: AccountAggregationSource;
  readonly organization?: OrganizationAggregationSource;
  readonly createdAt: number;
  readonly changedAt: number;
}

/** That another account's aggregator may look, in the account and Region that let it. */
export interface AuthorizationRow {
  readonly accountId: string;
  readonly region: string;
  readonly createdAt: number;
}

/** What an aggregator asks of an account, until it may look or is turned down. */
export interface AggregationRequestRow {
  /** The account that is asked. */
  readonly accountId: string;
  readonly requester: Place;
  /** The name of the aggregator. */
  readonly aggregator: string;
  /** The Regions that it asks for; all where there are none. */
  readonly regions?: readonly string[];
  /** The Regions in which it was turned down. */
  readonly declined: readonly string[];
}

export const aggregators = table<AggregatorRow>()({
  name: "config.aggregators",
  scope: "region",
  key: ({ name }) => [name],
});

export const authorizations = table<AuthorizationRow>()({
  name: "config.aggregation-authorizations",
  scope: "region",
  key: ({ accountId, region }) => [accountId, region],
});

/** Asked in one account, answered in another. */
export const aggregationRequests = table<AggregationRequestRow>()({
  name: "config.aggregation-requests",
  scope: "global",
  key: ({ accountId, requester, aggregator }) => [
    accountId,
    requester.accountId,
    requester.region,
    aggregator,
  ],
});

export const aggregatorArnOf = (place: Place, name: string): string =>
  arn(
    "config",
    place,
    `config-aggregator/config-aggregator-${idOf(place, "aggregator", name)}`,
  );

export const authorizationArnOf = (
  place: Place,
  accountId: string,
  region: string,
): string =>
  arn("config", place, `aggregation-authorization/${accountId}/${region}`);
