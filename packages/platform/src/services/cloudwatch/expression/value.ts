/** Numbers by the start of their period (milliseconds since the epoch). */
export type Points = ReadonlyMap<number, number>;

/** One time series of an expression. */
export interface Series {
  /** The id of the query that it comes from. */
  readonly id: string;
  readonly label: string;
  readonly points: Points;
  /** Seconds. */
  readonly period: number;
}

/** What an expression is worth (CloudWatch user guide, "Using metric math", data types). */
export type Value =
  | { readonly kind: "scalar"; readonly value: number }
  | { readonly kind: "series"; readonly series: Series }
  | { readonly kind: "list"; readonly list: readonly Series[] }
  | { readonly kind: "text"; readonly text: string };

/** An expression that cannot be read or worked out. */
export class ExpressionError extends Error {
  override name = "ExpressionError";
}

/** A series with other points. */
export function withPoints(
  series: Series,
  points: Iterable<readonly [number, number | undefined]>,
): Series {
  const kept = [...points].filter(
    (point): point is [number, number] =>
      point[1] !== undefined && Number.isFinite(point[1]),
  );
  return { ...series, points: new Map(kept) };
}
