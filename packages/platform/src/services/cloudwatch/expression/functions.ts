import {
  ExpressionError,
  withPoints,
  type Points,
  type Series,
  type Value,
} from "./value.ts";

/** A function of metric math; `metrics` are the request's metric queries. */
export type MathFunction = (
  args: readonly Value[],
  metrics: readonly Series[],
) => Value;

/** The functions that are built (CloudWatch user guide, "Functions supported for metric math"). */
export const FUNCTIONS: Readonly<Record<string, MathFunction>> = {
  ABS: each(Math.abs),
  CEIL: each(Math.ceil),
  FLOOR: each(Math.floor),
  LOG: each(Math.log),
  LOG10: each(Math.log10),
  AVG: over((values) => total(values) / values.length),
  MAX: over((values) => values.reduce((a, b) => Math.max(a, b))),
  MIN: over((values) => values.reduce((a, b) => Math.min(a, b))),
  STDDEV: over(deviation),
  SUM: over(total),
  DIFF: along((points) => steps(points, (value, before) => value - before)),
  RATE: along((points) =>
    steps(points, (value, before, seconds) => (value - before) / seconds),
  ),
  RUNNING_SUM: along(runningSum),
  FILL: ([first, filling]) => fill(first, filling),
  METRICS: ([part], metrics) => ({ kind: "list", list: named(metrics, part) }),
  METRIC_COUNT: ([first]) => ({ kind: "scalar", value: listOf(first).length }),
  PERIOD: ([first]) => ({
    kind: "scalar",
    value: listOf(first)[0]?.period ?? fails("PERIOD takes a metric"),
  }),
};

/** The series in a value. @throws ExpressionError for numbers and texts */
export function listOf(value: Value | undefined): readonly Series[] {
  if (value?.kind === "series") return [value.series];
  if (value?.kind === "list") return value.list;
  return fails("a time series is expected");
}

function fails(message: string): never {
  throw new ExpressionError(message);
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function deviation(values: readonly number[]): number {
  const mean = total(values) / values.length;
  return Math.sqrt(
    total(values.map((value) => (value - mean) ** 2)) / values.length,
  );
}

/** Applies to each number, in whatever it stands. */
function each(apply: (value: number) => number): MathFunction {
  return ([first]) => {
    if (first?.kind === "scalar")
      return { kind: "scalar", value: apply(first.value) };
    return mapped(first, (series) =>
      withPoints(
        series,
        [...series.points].map(([at, value]) => [at, apply(value)]),
      ),
    );
  };
}

/** Sums one series up to a number, and several up to one series, period by period. */
function over(sum: (values: readonly number[]) => number): MathFunction {
  return ([first]) => {
    if (first?.kind === "scalar") return first;
    if (first?.kind === "series") {
      const values = [...first.series.points.values()];
      return { kind: "scalar", value: values.length > 0 ? sum(values) : NaN };
    }
    const list = listOf(first);
    const [pattern] = list;
    if (!pattern) return { kind: "list", list: [] };
    const columns = new Map<number, number[]>();
    for (const { points } of list)
      for (const [at, value] of points)
        columns.set(at, [...(columns.get(at) ?? []), value]);
    const points = [...columns]
      .toSorted(([a], [b]) => a - b)
      .map(([at, values]) => [at, sum(values)] as const);
    return { kind: "series", series: withPoints(pattern, points) };
  };
}

/** Applies to each series as a whole. */
function along(apply: (points: Points) => Points): MathFunction {
  return ([first]) =>
    mapped(first, (series) => withPoints(series, apply(series.points)));
}

function mapped(
  value: Value | undefined,
  apply: (series: Series) => Series,
): Value {
  if (value?.kind === "series")
    return { kind: "series", series: apply(value.series) };
  return { kind: "list", list: listOf(value).map(apply) };
}

function steps(
  points: Points,
  step: (value: number, before: number, seconds: number) => number,
): Points {
  const sorted = [...points].toSorted(([a], [b]) => a - b);
  return new Map(
    sorted.slice(1).map(([at, value], i) => {
      const [earlier = at, before = value] = sorted[i] ?? [];
      return [at, step(value, before, (at - earlier) / 1000)];
    }),
  );
}

function runningSum(points: Points): Points {
  let sum = 0;
  return new Map(
    [...points]
      .toSorted(([a], [b]) => a - b)
      .map(([at, value]) => [at, (sum += value)]),
  );
}

/** Fills periods without values, between the first and the last: with a number, `REPEAT` or `LINEAR`. */
function fill(first: Value | undefined, filling: Value | undefined): Value {
  const way =
    filling?.kind === "scalar"
      ? filling.value
      : filling?.kind === "text" && ["REPEAT", "LINEAR"].includes(filling.text)
        ? filling.text
        : fails("FILL takes a number, REPEAT or LINEAR as its second argument");
  return mapped(first, (series) => withPoints(series, filled(series, way)));
}

function filled(
  { points, period }: Series,
  way: number | string,
): [number, number][] {
  const sorted = [...points].toSorted(([a], [b]) => a - b);
  return sorted.flatMap(([at, value], i) => {
    const next = sorted[i + 1];
    const result: [number, number][] = [[at, value]];
    if (!next) return result;
    const step = period * 1000;
    for (let gap = at + step; gap < next[0]; gap += step) {
      const share = (gap - at) / (next[0] - at);
      const between =
        way === "LINEAR" ? value + (next[1] - value) * share : value;
      result.push([gap, typeof way === "number" ? way : between]);
    }
    return result;
  });
}

function named(metrics: readonly Series[], part: Value | undefined): Series[] {
  if (part && part.kind !== "text") fails("METRICS takes a text");
  const text = part?.kind === "text" ? part.text : "";
  return metrics.filter(({ id }) => id.includes(text));
}
