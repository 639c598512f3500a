import type { Aggregate } from "./aggregate.ts";
import { weight, type Digest } from "./digest.ts";

/** Takes a statistic of an aggregate; undefined where the aggregate does not hold it. */
export type Statistic = (aggregate: Aggregate) => number | undefined;

/** What lies between two bounds: shares of all values (0–1), or values. */
interface Bounds {
  readonly kind: "share" | "value";
  readonly low: number;
  readonly high: number;
}

const SIMPLE: Readonly<Record<string, Statistic>> = {
  SampleCount: ({ count }) => count,
  Average: ({ sum, count }) => (count === 0 ? undefined : sum / count),
  Sum: ({ sum }) => sum,
  Minimum: ({ min }) => min,
  Maximum: ({ max }) => max,
};

const TRIMMED: Readonly<
  Record<string, (digest: Digest, bounds: Bounds) => number | undefined>
> = {
  tm: trimmedMean,
  tc: (digest, bounds) => weight(between(digest, bounds)),
  ts: (digest, bounds) => sum(between(digest, bounds)),
  wm: winsorizedMean,
  pr: (digest, bounds) =>
    (weight(between(digest, bounds)) / weight(digest)) * 100,
};

/**
 * The statistic that a name stands for: `Sum`, `p99.9`, `tm90`, `TM(10%:90%)`, `PR(:300)`, `IQM` …
 * (CloudWatch user guide, "CloudWatch statistics definitions"); undefined for no statistic.
 */
export function statisticNamed(name: string): Statistic | undefined {
  if (Object.hasOwn(SIMPLE, name)) return SIMPLE[name];
  if (name.toUpperCase() === "IQM")
    return ofDigest((digest) => trimmedMean(digest, INTERQUARTILE));
  const [, kind = "", number] =
    /^(p|tm|tc|ts|wm)(\d{1,3}(?:\.\d{1,10})?)$/i.exec(name) ?? [];
  if (number !== undefined && Number(number) <= 100)
    return short(kind.toLowerCase(), Number(number) / 100);
  const [, long = "", range = ""] =
    /^(TM|TC|TS|WM|PR)\(([^()]+)\)$/i.exec(name) ?? [];
  const bounds = boundsIn(range);
  const trimmed = TRIMMED[long.toLowerCase()];
  if (!bounds || !trimmed) return undefined;
  if (long.toUpperCase() === "PR" && bounds.kind !== "value") return undefined;
  return ofDigest((digest) => trimmed(digest, bounds));
}

/** Whether a statistic needs no single values. */
export function isSimple(name: string): boolean {
  return Object.hasOwn(SIMPLE, name);
}

const INTERQUARTILE: Bounds = { kind: "share", low: 0.25, high: 0.75 };

/** `p90`, and `tm90` for `TM(:90%)`. */
function short(kind: string, share: number): Statistic | undefined {
  if (kind === "p") return ofDigest((digest) => percentile(digest, share));
  const trimmed = TRIMMED[kind];
  return (
    trimmed &&
    ofDigest((digest) =>
      trimmed(digest, { kind: "share", low: 0, high: share }),
    )
  );
}

function ofDigest(take: (digest: Digest) => number | undefined): Statistic {
  return ({ values, opaque }) =>
    opaque || values.length === 0 ? undefined : take(values);
}

function boundsIn(text: string): Bounds | undefined {
  const [, low, lowShare, high, highShare] =
    /^(-?\d+(?:\.\d+)?)?(%)?:(-?\d+(?:\.\d+)?)?(%)?$/.exec(
      text.replaceAll(" ", ""),
    ) ?? [];
  if (low === undefined && high === undefined) return undefined;
  const shares = [low && lowShare, high && highShare].filter(Boolean).length;
  const given = [low, high].filter((bound) => bound !== undefined).length;
  if (shares !== 0 && shares !== given) return undefined;
  if (shares === 0)
    return {
      kind: "value",
      low: low === undefined ? -Infinity : Number(low),
      high: high === undefined ? Infinity : Number(high),
    };
  const bounds = {
    low: Number(low ?? 0) / 100,
    high: Number(high ?? 100) / 100,
  };
  return bounds.low >= 0 && bounds.high <= 1 && bounds.low < bounds.high
    ? { kind: "share", ...bounds }
    : undefined;
}

/** The smallest value that this share of all values does not exceed. */
function percentile(digest: Digest, share: number): number | undefined {
  const rank = share * weight(digest);
  let seen = 0;
  for (const [value, count] of digest) {
    seen += count;
    if (seen >= rank) return value;
  }
  return digest.at(-1)?.[0];
}

/** The part of a digest between the bounds: the lower one exclusive, the upper one inclusive. */
function between(digest: Digest, { kind, low, high }: Bounds): Digest {
  if (kind === "value")
    return digest.filter(([value]) => value > low && value <= high);
  const total = weight(digest);
  let seen = 0;
  return digest.flatMap(([value, count]) => {
    const from = Math.max(seen, low * total);
    seen += count;
    const kept = Math.min(seen, high * total) - from;
    return kept > 0 ? [[value, kept] as const] : [];
  });
}

function sum(digest: Digest): number {
  return digest.reduce((total, [value, count]) => total + value * count, 0);
}

function trimmedMean(digest: Digest, bounds: Bounds): number | undefined {
  const kept = between(digest, bounds);
  return kept.length === 0 ? undefined : sum(kept) / weight(kept);
}

/** Values outside of the bounds count as the outermost ones within. */
function winsorizedMean(digest: Digest, bounds: Bounds): number | undefined {
  const kept = between(digest, bounds);
  const [lowest] = kept[0] ?? [];
  const [highest] = kept.at(-1) ?? [];
  if (lowest === undefined || highest === undefined) return undefined;
  const total = digest.reduce(
    (all, [value, count]) =>
      all + Math.min(Math.max(value, lowest), highest) * count,
    0,
  );
  return total / weight(digest);
}
