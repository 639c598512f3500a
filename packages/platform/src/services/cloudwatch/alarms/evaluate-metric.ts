import type { Context } from "../../../core/context.ts";
import { answered } from "../queries.ts";
import { spanStart } from "../resolution.ts";
import { changeState } from "./change-state.ts";
import { evaluated, EXTRA_PERIODS, type Datapoint } from "./evaluation.ts";
import { queriesOf } from "./message.ts";
import { reasonDataOf, reasonOf } from "./reason.ts";
import type { MetricAlarmRow } from "./tables.ts";

/** Looks at a metric alarm's data, and changes its state where they say so. */
export async function evaluateMetric(
  ctx: Context,
  alarm: MetricAlarmRow,
): Promise<void> {
  const range = await rangeOf(ctx, alarm);
  const verdict = evaluated(range, alarm, alarm.state.value);
  if (verdict.state === alarm.state.value) return;
  if (alarm.lowSamples === "ignore" && (await hasFewSamples(ctx, alarm)))
    return;
  await changeState(ctx, alarm, {
    value: verdict.state,
    reason: reasonOf(alarm, verdict),
    reasonData: reasonDataOf(alarm, verdict, range, ctx.now()),
  });
}

/** How often an alarm is evaluated, in seconds: every minute, or every period where that is shorter. */
export const stepOf = ({ watch }: Pick<MetricAlarmRow, "watch">): number =>
  Math.min(watch.period, 60);

/** The evaluation range, most recent first: periods that end with the last whole minute (or step). */
async function rangeOf(
  ctx: Context,
  alarm: MetricAlarmRow,
): Promise<readonly Datapoint[]> {
  const periods = alarm.evaluationPeriods + EXTRA_PERIODS;
  const length = alarm.watch.period * 1000;
  const end = spanStart(ctx.now(), stepOf(alarm));
  // What comes while this is being read is no reason to read it again.
  const answers = await answered(ctx.aside(), queriesOf(alarm), {
    start: end - periods * length,
    end,
  });
  const points = answers[0]?.points;
  return Array.from({ length: periods }, (_, i) => {
    const at = end - (i + 1) * length;
    return { at, value: points?.get(at) };
  });
}

/**
 * Whether a percentile stands on too few values: below ten divided by the smaller share that it parts
 * (CloudWatch user guide, "Percentile-based CloudWatch alarms and low data samples").
 */
async function hasFewSamples(
  ctx: Context,
  alarm: MetricAlarmRow,
): Promise<boolean> {
  const { watch } = alarm;
  if (watch.kind !== "metric") return false;
  const share = Number(watch.statistic.slice(1)) / 100;
  const needed = 10 / Math.min(share, 1 - share);
  const counts = await rangeOf(ctx, {
    ...alarm,
    watch: { ...watch, statistic: "SampleCount" },
  });
  return counts
    .filter(({ value }) => value !== undefined)
    .slice(0, alarm.evaluationPeriods)
    .some(({ value = 0 }) => value < needed);
}
