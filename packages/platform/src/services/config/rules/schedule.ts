import type { MaximumExecutionFrequency } from "@aws-sdk/client-config-service";
import type { Context } from "../../../core/context.ts";
import { evaluationDue, type RuleRow } from "../tables.ts";

const HOUR_MS = 3_600_000;

export const HOURS: Readonly<Record<MaximumExecutionFrequency, number>> = {
  One_Hour: 1,
  Three_Hours: 3,
  Six_Hours: 6,
  Twelve_Hours: 12,
  TwentyFour_Hours: 24,
};

/** Sets a periodic rule's next evaluation. */
export function schedule(rule: RuleRow, ctx: Context): void {
  const every = periodOf(rule);
  if (every === undefined) return;
  const { name, revision } = rule;
  ctx.emit(
    evaluationDue,
    { rule: name, revision, periodic: true },
    { at: ctx.now() + every },
  );
}

/** Milliseconds between evaluations; undefined for a rule that is evaluated when something changes. */
export function periodOf({
  source,
  frequency,
  modes,
}: RuleRow): number | undefined {
  if (!modes.includes("DETECTIVE")) return undefined;
  const timed = (source.SourceDetails ?? []).find(
    ({ MessageType }) => MessageType === "ScheduledNotification",
  );
  const named = timed
    ? (timed.MaximumExecutionFrequency ?? frequency ?? "TwentyFour_Hours")
    : source.Owner === "AWS"
      ? frequency
      : undefined;
  return named === undefined ? undefined : HOURS[named] * HOUR_MS;
}
