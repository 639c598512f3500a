import type { Context } from "../../../core/context.ts";
import { metricId, requestedMetric } from "../metric.ts";
import { childName } from "./evaluate-composite.ts";
import { queriesOf } from "./message.ts";
import { parseRule } from "./rule/parse.ts";
import { watchers, type AlarmRow, type Watchers } from "./tables.ts";

/** Remembers what an alarm looks at, in the place of what it looked at before. */
export async function watch(
  ctx: Context,
  name: string,
  before: AlarmRow | undefined,
  after: AlarmRow | undefined,
): Promise<void> {
  const old = new Map(before ? watchedBy(before) : []);
  const wanted = new Map(after ? watchedBy(after) : []);
  for (const [key, place] of old)
    if (!wanted.has(key))
      await change(ctx, place, (names) => names.filter((one) => one !== name));
  for (const [key, place] of wanted)
    if (!old.has(key)) await change(ctx, place, (names) => [...names, name]);
}

type Place = Pick<Watchers, "kind" | "watched">;

function watchedBy(alarm: AlarmRow): [string, Place][] {
  const kind = alarm.kind === "MetricAlarm" ? "metric" : "alarm";
  const watched =
    alarm.kind === "MetricAlarm" ? metricsOf(alarm) : childrenOf(alarm.rule);
  return watched.map((one) => [one, { kind, watched: one }]);
}

function metricsOf(alarm: Extract<AlarmRow, { kind: "MetricAlarm" }>) {
  return queriesOf(alarm).flatMap(({ MetricStat }) => {
    const {
      Namespace = "",
      MetricName = "",
      Dimensions,
    } = MetricStat?.Metric ?? {};
    return MetricStat
      ? [metricId(requestedMetric(Namespace, MetricName, Dimensions))]
      : [];
  });
}

/** The names of the alarms that a rule speaks of. */
export function childrenOf(rule: string): string[] {
  const parsed = parseRule(rule);
  return parsed.ok ? [...new Set([...parsed.alarms].map(childName))] : [];
}

async function change(
  ctx: Context,
  { kind, watched }: Place,
  edit: (names: readonly string[]) => readonly string[],
): Promise<void> {
  const rows = ctx.table(watchers);
  const known = await rows.get(kind, watched);
  const alarmNames = edit(known?.alarmNames ?? []);
  if (alarmNames.length === 0) await rows.delete(kind, watched);
  else await rows.put({ kind, watched, alarmNames });
}
