import type { Context, PlatformFacts } from "../../../core/context.ts";
import { watchedChanged, watchers } from "./tables.ts";

const SECOND = 1000;

/** When an alarm was last told of new data, by platform: it is told once a second at most. */
const told = new WeakMap<PlatformFacts, Map<string, number>>();

/**
 * Tells the alarms on a metric of data for a span of time that is over: they looked at it already. Data of
 * the minute that runs are looked at when it is over.
 * @param over when the span ends
 */
export async function tellAlarms(
  ctx: Context,
  metricId: string,
  over: number,
): Promise<void> {
  if (over > ctx.now()) return;
  const watching = await ctx.table(watchers).get("metric", metricId);
  if (!watching) return;
  let times = told.get(ctx.platform);
  if (!times) told.set(ctx.platform, (times = new Map()));
  for (const name of watching.alarmNames) {
    const key = `${ctx.accountId} ${ctx.region} ${name}`;
    const due = Math.max((times.get(key) ?? 0) + SECOND, ctx.now());
    // One that is told in a moment will see these data as well.
    if (due > ctx.now() + SECOND) continue;
    times.set(key, due);
    ctx.emit(watchedChanged, { name }, { at: due });
  }
}
