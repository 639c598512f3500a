import type { MetricTransformation } from "@aws-sdk/client-cloudwatch-logs";
import { table } from "../../../core/table.ts";

/** A rule that makes metrics of a group's events. Times are milliseconds since the epoch. */
export interface MetricFilterRow {
  readonly logGroupName: string;
  readonly filterName: string;
  readonly filterPattern: string;
  readonly transformation: MetricTransformation;
  readonly createdAt: number;
}

/** Who gets a group's events as they come. */
export interface SubscriptionFilterRow {
  readonly logGroupName: string;
  readonly filterName: string;
  readonly filterPattern: string;
  /** The ARN of a function. */
  readonly destinationArn: string;
  readonly createdAt: number;
}

export const metricFilters = table<MetricFilterRow>()({
  name: "logs.metric-filters",
  scope: "region",
  key: ({ logGroupName, filterName }) => [logGroupName, filterName],
});

export const subscriptionFilters = table<SubscriptionFilterRow>()({
  name: "logs.subscription-filters",
  scope: "region",
  key: ({ logGroupName, filterName }) => [logGroupName, filterName],
});
