import { PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import type { Context } from "../../../core/context.ts";
import { operation } from "../../../core/operation.ts";
import { metricSettings } from "../alarms/metric-settings.ts";
import { putAlarm, putting } from "../alarms/put-alarm.ts";
import { schedule } from "../alarms/schedule.ts";
import { watchedChanged, type Watch } from "../alarms/tables.ts";
import { answered, validationError } from "../queries.ts";

/** An alarm is evaluated as soon as it is put, and from then on every minute (or shorter period). */
export const PutMetricAlarm = operation(PutMetricAlarmCommand, {
  needs: (input, ctx) => putting("cloudwatch:PutMetricAlarm", input, ctx),

  async handle(input, ctx) {
    const settings = metricSettings(input);
    await tryQueries(ctx, settings.watch);
    const alarm = await putAlarm(ctx, input, settings);
    if (alarm.kind === "MetricAlarm") schedule(ctx, alarm);
    ctx.emit(watchedChanged, { name: alarm.name });
    return {};
  },
});

/** Queries that cannot be answered, or give more than one time series, would never tell a state. */
async function tryQueries(ctx: Context, watch: Watch): Promise<void> {
  if (watch.kind === "metric") return;
  const end = ctx.now();
  const answers = await answered(ctx.aside(), watch.queries, {
    start: end - watch.period * 1000,
    end,
  });
  if (answers.length !== 1)
    throw validationError(
      "The expression for an alarm must return a single time series.",
    );
}
