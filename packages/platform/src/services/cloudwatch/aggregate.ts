import { joined, type Digest } from "./digest.ts";

/** The values of some time, summed up. */
export interface Aggregate {
  readonly sum: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly values: Digest;
  /** Statistic sets came without their values: there are no percentiles. */
  readonly opaque?: true;
}

/** The aggregate of a value that came `count` times. */
export function ofValue(value: number, count: number): Aggregate {
  return {
    sum: value * count,
    count,
    min: value,
    max: value,
    values: [[value, count]],
  };
}

/** The aggregate of a statistic set; percentiles stay possible where all its values are the same (PutMetricData). */
export function ofStatisticSet(set: {
  sum: number;
  count: number;
  min: number;
  max: number;
}): Aggregate {
  return set.count === 1 || set.min === set.max
    ? { ...set, values: [[set.max, set.count]] }
    : { ...set, values: [], opaque: true };
}

/** Both together. */
export function combined(a: Aggregate | undefined, b: Aggregate): Aggregate {
  if (!a) return b;
  return {
    sum: a.sum + b.sum,
    count: a.count + b.count,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    values: joined(a.values, b.values),
    ...(a.opaque || b.opaque ? { opaque: true } : {}),
  };
}
