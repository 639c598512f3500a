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

/** All together; many at once cost far less than one by one. */
export function combined(all: readonly Aggregate[]): Aggregate {
  const total = { sum: 0, count: 0, min: Infinity, max: -Infinity };
  let opaque = false;
  for (const { sum, count, min, max, ...rest } of all) {
    total.sum += sum;
    total.count += count;
    total.min = Math.min(total.min, min);
    total.max = Math.max(total.max, max);
    opaque ||= rest.opaque ?? false;
  }
  return {
    ...total,
    values: joined(all.map(({ values }) => values)),
    ...(opaque ? { opaque: true } : {}),
  };
}
