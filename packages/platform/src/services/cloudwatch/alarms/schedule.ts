import type { Context } from "../../../core/context.ts";
import { on } from "../../../core/service.ts";
import { spanStart } from "../resolution.ts";
import { evaluateComposite } from "./evaluate-composite.ts";
import { evaluateMetric, stepOf } from "./evaluate-metric.ts";
import {
  alarms,
  evaluationDue,
  watchedChanged,
  type MetricAlarmRow,
} from "./tables.ts";

/** Evaluates a metric alarm and comes again when its next minute (or shorter period) is over. */
export const evaluateWhenDue = on(evaluationDue, async ({ name, id }, ctx) => {
  const alarm = await ctx.table(alarms).get(name);
  if (alarm?.kind !== "MetricAlarm" || alarm.id !== id) return;
  await evaluateMetric(ctx, alarm);
  schedule(ctx, alarm);
});

/** Makes the next evaluation due, when the step of time that runs now is over. */
export function schedule(ctx: Context, alarm: MetricAlarmRow): void {
  const step = stepOf(alarm);
  ctx.emit(
    evaluationDue,
    { name: alarm.name, id: alarm.id },
    { at: spanStart(ctx.now(), step) + step * 1000 },
  );
}

/** Evaluates an alarm out of turn: data came late, or another alarm that its rule names changed. */
export const evaluateWhenChanged = on(watchedChanged, async ({ name }, ctx) => {
  const alarm = await ctx.table(alarms).get(name);
  if (alarm?.kind === "MetricAlarm") await evaluateMetric(ctx, alarm);
  if (alarm?.kind === "CompositeAlarm") await evaluateComposite(ctx, alarm);
});
