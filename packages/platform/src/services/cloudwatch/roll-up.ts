import type { Context } from "../../core/context.ts";
import { event } from "../../core/event.ts";
import { on } from "../../core/service.ts";
import { combined } from "./aggregate.ts";
import { gather } from "./gather.ts";
import { metricId, type Metric } from "./metric.ts";
import { RESOLUTIONS, spanStart } from "./resolution.ts";
import { metrics, points, type Point } from "./tables.ts";

/** A metric's older values are to be kept at a coarser resolution. */
export const rollUpDue = event<{ metric: Metric }>("cloudwatch.RollUpDue");

const DAY = 86_400_000;
/** Rows rolled up in one transaction: the rest follows in the next. */
const ROWS_AT_ONCE = 1000;

/** Once a day and metric: seconds become minutes, then five minutes, then hours, and are forgotten at last. */
export const rollUp = on(rollUpDue, async ({ metric }, ctx) => {
  const id = metricId(metric);
  let more = false;
  for (const [i, { seconds, kept }] of RESOLUTIONS.entries()) {
    const { rows, next } = await ctx.table(points).list({
      prefix: [id, seconds],
      to: [Math.max(ctx.now() - kept, 0)],
      limit: ROWS_AT_ONCE,
    });
    more ||= next !== undefined;
    for (const { at, unit, part } of rows)
      await ctx.table(points).delete(id, seconds, at, unit, part);
    const coarser = RESOLUTIONS[i + 1];
    if (coarser) await addCoarser(ctx, rows, coarser.seconds);
  }
  if (more) ctx.emit(rollUpDue, { metric });
  else if (await isForgotten(ctx, metric, id))
    await ctx
      .table(metrics)
      .delete(metric.namespace, metric.name, JSON.stringify(metric.dimensions));
  else ctx.emit(rollUpDue, { metric }, { at: ctx.now() + DAY });
});

async function addCoarser(
  ctx: Context,
  rows: readonly Point[],
  seconds: number,
): Promise<void> {
  const table = ctx.table(points);
  const spans = new Map<string, Point[]>();
  for (const row of rows)
    gather(spans, `${spanStart(row.at, seconds)} ${row.unit}`, row);
  for (const parts of spans.values()) {
    const [first] = parts;
    if (!first) continue;
    const { metricId: id, unit } = first;
    const at = spanStart(first.at, seconds);
    const stored = await table.get(id, seconds, at, unit, 0);
    const sum = combined(stored ? [stored, ...parts] : parts);
    await table.put({ metricId: id, seconds, at, unit, part: 0, ...sum });
  }
}

async function isForgotten(
  ctx: Context,
  metric: Metric,
  id: string,
): Promise<boolean> {
  const left = await ctx.table(points).list({ prefix: [id], limit: 1 });
  return left.rows.length === 0;
}
