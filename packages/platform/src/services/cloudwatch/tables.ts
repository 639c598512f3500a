import { table } from "../../core/table.ts";
import type { Aggregate } from "./aggregate.ts";
import type { Metric } from "./metric.ts";

/** A metric that values came for. Times are milliseconds since the epoch. */
export interface KnownMetric extends Metric {
  /** About when the last value came: written anew every ten minutes at most. */
  readonly lastAt: number;
}

/** The values of one metric and unit in one second, minute, five minutes or hour. */
export interface Point extends Aggregate {
  readonly metricId: string;
  /** Seconds that the point covers. */
  readonly seconds: number;
  readonly at: number;
  readonly unit: string;
  /** Writers that come at the same moment take different parts, so that they do not conflict. */
  readonly part: number;
}

export const metrics = table<KnownMetric>()({
  name: "cloudwatch.metrics",
  scope: "region",
  key: ({ namespace, name, dimensions }) => [
    namespace,
    name,
    JSON.stringify(dimensions),
  ],
});

export const points = table<Point>()({
  name: "cloudwatch.points",
  scope: "region",
  key: ({ metricId, seconds, at, unit, part }) => [
    metricId,
    seconds,
    at,
    unit,
    part,
  ],
});
