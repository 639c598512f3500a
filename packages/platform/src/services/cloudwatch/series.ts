import type { Context } from "../../core/context.ts";
import { combined, type Aggregate } from "./aggregate.ts";
import { gather } from "./gather.ts";
import { metricId, type Metric } from "./metric.ts";
import { RESOLUTIONS } from "./resolution.ts";
import { points } from "./tables.ts";

/** What to read of a metric. Times are milliseconds, `end` exclusive; the period is in seconds. */
export interface SeriesAsk {
  readonly metric: Metric;
  readonly start: number;
  readonly end: number;
  readonly period: number;
  /** All units where undefined. */
  readonly unit?: string | undefined;
  /** Whether percentiles and the like will be asked for: without them, long ranges cost less. */
  readonly values: boolean;
}

/** A metric's values by the start of their period, for one unit. */
export interface UnitSeries {
  readonly unit: string;
  readonly periods: ReadonlyMap<number, Aggregate>;
}

const ROWS_AT_ONCE = 1000;

/** Reads a metric's values, one series for each unit; periods without values are left out. */
export async function readSeries(
  ctx: Context,
  ask: SeriesAsk,
): Promise<readonly UnitSeries[]> {
  const { start, end, period } = ask;
  const id = metricId(ask.metric);
  const units = new Map<string, Map<number, Aggregate[]>>();
  for (const { seconds } of RESOLUTIONS) {
    let after: string | undefined;
    do {
      const { rows, next } = await ctx.table(points).list({
        prefix: [id, seconds],
        from: [Math.max(start, 0)],
        to: [Math.max(end, 0)],
        limit: ROWS_AT_ONCE,
        ...(after === undefined ? {} : { after }),
      });
      for (const { unit, at, ...aggregate } of rows) {
        if (ask.unit !== undefined && unit !== ask.unit) continue;
        const place =
          start + Math.floor((at - start) / (period * 1000)) * period * 1000;
        let periods = units.get(unit);
        if (!periods) units.set(unit, (periods = new Map()));
        gather(
          periods,
          place,
          ask.values ? aggregate : { ...aggregate, values: [] },
        );
      }
      after = next;
    } while (after !== undefined);
  }
  return [...units].map(([unit, periods]) => ({
    unit,
    periods: new Map(
      [...periods]
        .toSorted(([a], [b]) => a - b)
        .map(([at, parts]) => [at, combined(parts)]),
    ),
  }));
}
