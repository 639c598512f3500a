import { createHash } from "node:crypto";

/** A metric: what its values are told apart by. Dimensions stand in the order of their names. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly (readonly [name: string, value: string])[];
}

/** A metric with its dimensions in order, whatever order they were given in. */
export function metricOf(
  namespace: string,
  name: string,
  dimensions: readonly (readonly [string, string])[],
): Metric {
  return {
    namespace,
    name,
    dimensions: dimensions.toSorted(([a], [b]) => (a < b ? -1 : 1)),
  };
}

/** The metric that a request names. */
export function requestedMetric(
  namespace: string,
  name: string,
  dimensions:
    | readonly { Name?: string | undefined; Value?: string | undefined }[]
    | undefined,
): Metric {
  return metricOf(
    namespace,
    name,
    (dimensions ?? []).map(({ Name = "", Value = "" }) => [Name, Value]),
  );
}

/** 32 hexadecimal digits under which a metric's values are stored. */
export function metricId(metric: Metric): string {
  return createHash("sha256")
    .update(JSON.stringify([metric.namespace, metric.name, metric.dimensions]))
    .digest("hex")
    .slice(0, 32);
}
