import type { Measurement } from "../../../core/telemetry.ts";
import { numberOf } from "../filter/comparison.ts";
import { parsePattern } from "../filter/pattern.ts";
import type { Fields, UsablePattern } from "../filter/verdict.ts";
import type { NewEvent } from "../intake.ts";
import type { MetricFilterRow } from "./tables.ts";

const MINUTE = 60_000;
const LONGEST_DIMENSION = 1024;
const LARGEST = 2 ** 360;

/**
 * What a metric filter makes of events that come in together: a value for each match, and the default
 * value for each minute of them in which nothing matches (CloudWatch Logs user guide, "Creating metrics
 * from log events using filters").
 */
export function filtered(
  filter: MetricFilterRow,
  events: readonly NewEvent[],
): readonly Measurement[] {
  const pattern = patternOf(filter);
  const { transformation } = filter;
  if (!pattern) return [];
  const minutes = new Map<number, boolean>();
  const measurements: Measurement[] = [];
  for (const { time, message } of events) {
    const minute = Math.floor(time / MINUTE) * MINUTE;
    const matches = pattern.matches(message);
    minutes.set(minute, matches || (minutes.get(minute) ?? false));
    if (!matches) continue;
    const measurement = ofMatch(filter, pattern.fields(message), time);
    if (measurement) measurements.push(measurement);
  }
  const { defaultValue } = transformation;
  if (defaultValue === undefined) return measurements;
  for (const [at, matched] of minutes)
    if (!matched) measurements.push(measurement(filter, {}, defaultValue, at));
  return measurements;
}

/** No value where the selector finds none that is a number; no metric where a dimension is missing. */
function ofMatch(
  filter: MetricFilterRow,
  fields: Fields | undefined,
  at: number,
): Measurement | undefined {
  const { metricValue = "", dimensions = {} } = filter.transformation;
  const found = metricValue.startsWith("$")
    ? fields?.(metricValue)
    : metricValue;
  const value = found === undefined ? undefined : numberOf(found);
  if (value === undefined || !(Math.abs(value) <= LARGEST)) return undefined;
  const values: Record<string, string> = {};
  for (const [name, selector] of Object.entries(dimensions)) {
    const dimension = String(fields?.(selector) ?? "");
    if (dimension.trim() === "" || dimension.length > LONGEST_DIMENSION)
      return undefined;
    values[name] = dimension;
  }
  return measurement(filter, values, value, at);
}

function measurement(
  { transformation }: MetricFilterRow,
  dimensions: Readonly<Record<string, string>>,
  value: number,
  at: number,
): Measurement {
  const { metricNamespace = "", metricName = "", unit } = transformation;
  return {
    namespace: metricNamespace,
    name: metricName,
    dimensions,
    value,
    unit: unit ?? "None",
    at,
  };
}

/** Stored rows are shared while they are unchanged: each pattern is read once. */
const patterns = new WeakMap<object, UsablePattern>();

/** The pattern of a stored filter, which was found usable when it was put. */
export function patternOf(filter: {
  readonly filterPattern: string;
}): UsablePattern | undefined {
  const known = patterns.get(filter);
  if (known) return known;
  const pattern = parsePattern(filter.filterPattern);
  if (!pattern.ok) return undefined;
  patterns.set(filter, pattern);
  return pattern;
}
