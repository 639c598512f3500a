import { parseArn } from "../../../core/arn.ts";
import type { Context } from "../../../core/context.ts";
import { changeState } from "./change-state.ts";
import { timestamp } from "./reason.ts";
import { holds } from "./rule/evaluate.ts";
import { parseRule } from "./rule/parse.ts";
import {
  alarmArn,
  alarms,
  type AlarmRow,
  type CompositeAlarmRow,
} from "./tables.ts";

/** Children that a composite alarm's reason names at most. */
const NAMED = 10;

/** Works a composite alarm's rule out, and changes its state where it says so. */
export async function evaluateComposite(
  ctx: Context,
  alarm: CompositeAlarmRow,
): Promise<void> {
  const parsed = parseRule(alarm.rule);
  if (!parsed.ok) return;
  const children = new Map<string, AlarmRow>();
  for (const reference of parsed.alarms) {
    const child = await ctx.table(alarms).get(childName(reference));
    if (child) children.set(reference, child);
  }
  const value = holds(
    parsed.rule,
    (reference) => children.get(reference)?.state.value,
  )
    ? "ALARM"
    : "OK";
  if (value === alarm.state.value) return;
  const newestFirst = [...children.values()]
    .toSorted((a, b) => b.state.updatedAt - a.state.updatedAt)
    .slice(0, NAMED);
  const [latest] = newestFirst;
  await changeState(ctx, alarm, {
    value,
    reason: latest
      ? `${alarmArn(ctx, latest.name)} transitioned to ${latest.state.value} at ${longDate(latest.state.updatedAt)}`
      : "The alarm rule holds no alarms: it is always the same.",
    reasonData: JSON.stringify({
      triggeringAlarms: newestFirst.map(({ name, state }) => ({
        arn: alarmArn(ctx, name),
        state: { value: state.value, timestamp: timestamp(state.updatedAt) },
      })),
    }),
  });
}

/** The name of an alarm that a rule names, or gives the ARN of. */
export function childName(reference: string): string {
  const parsed = parseArn(reference);
  const name = /^alarm:(.+)$/s.exec(parsed?.resource ?? "")?.[1];
  return parsed?.service === "cloudwatch" && name !== undefined
    ? name
    : reference;
}

const LONG = new Intl.DateTimeFormat("en-GB", {
  weekday: "long",
  day: "2-digit",
  month: "long",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZone: "UTC",
});

/** As `Friday 04 August, 2023 12:54:46 UTC`. */
function longDate(at: number): string {
  const parts = new Map(
    LONG.formatToParts(at).map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.get(type) ?? "";
  return (
    `${part("weekday")} ${part("day")} ${part("month")}, ${part("year")} ` +
    `${part("hour")}:${part("minute")}:${part("second")} UTC`
  );
}
