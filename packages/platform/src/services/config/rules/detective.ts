import type { Context } from "../../../core/context.ts";
import { invokingEventOf } from "../recorder/item.ts";
import type { ItemRow } from "../recorder/tables.ts";
import { forgetResult, keepResult } from "../compliance/results.ts";
import { functionAsked, rules, type RuleRow } from "../tables.ts";
import { subjectOf } from "../recorder/subject.ts";
import { isAbout, judgedAtOnce } from "./judge.ts";
import { note } from "./status.ts";

/** Asks every detective rule about a resource that has changed, or is gone. */
export async function evaluateChange(
  item: ItemRow,
  ctx: Context,
): Promise<void> {
  const { rows } = await ctx.table(rules).list();
  for (const rule of rows)
    if (item.status === "ResourceDeleted") await leave(rule, item, ctx);
    else if (isTriggeredByChange(rule)) await evaluateItem(rule, item, ctx);
}

/** Asks one rule about a recorded resource. */
export async function evaluateItem(
  rule: RuleRow,
  item: ItemRow,
  ctx: Context,
): Promise<void> {
  const subject = subjectOf(item, ctx);
  if (!isAbout(rule, subject, "DETECTIVE"))
    return forgetResult(rule.name, item, ctx);
  const invokedAt = ctx.now();
  const verdict = judgedAtOnce(rule, subject, ctx);
  if (!verdict) {
    ctx.emit(functionAsked, {
      rule: rule.name,
      revision: rule.revision,
      invokingEvent: invokingEventOf(item, ctx),
    });
    return;
  }
  await keepResult(
    {
      rule: rule.name,
      resourceType: item.resourceType,
      resourceId: item.resourceId,
      ...verdict,
      orderedAt: item.capturedAt,
      invokedAt,
      recordedAt: ctx.now(),
    },
    ctx,
  );
  await note(rule.name, { invokedAt, evaluatedAt: ctx.now() }, ctx);
}

/** Asks the function of a periodic rule about the account as a whole; false for rules about single resources. */
export function askOnSchedule(rule: RuleRow, ctx: Context): boolean {
  const { Owner, SourceDetails = [] } = rule.source;
  const timed = SourceDetails.some(
    ({ MessageType }) => MessageType === "ScheduledNotification",
  );
  if (Owner !== "CUSTOM_LAMBDA" || !timed) return false;
  ctx.emit(functionAsked, {
    rule: rule.name,
    revision: rule.revision,
    invokingEvent: JSON.stringify({
      awsAccountId: ctx.accountId,
      notificationCreationTime: new Date(ctx.now()).toISOString(),
      messageType: "ScheduledNotification",
      recordVersion: "1.0",
    }),
  });
  return true;
}

function isTriggeredByChange({ source }: RuleRow): boolean {
  const { SourceDetails = [] } = source;
  return (
    SourceDetails.length === 0 ||
    SourceDetails.some(
      ({ MessageType }) =>
        MessageType === "ConfigurationItemChangeNotification",
    )
  );
}

/** A resource that is gone is judged no longer; functions are told that it left. */
async function leave(
  rule: RuleRow,
  item: ItemRow,
  ctx: Context,
): Promise<void> {
  await forgetResult(rule.name, item, ctx);
  if (
    rule.source.Owner === "CUSTOM_LAMBDA" &&
    isTriggeredByChange(rule) &&
    isAbout(rule, subjectOf(item, ctx), "DETECTIVE")
  )
    ctx.emit(functionAsked, {
      rule: rule.name,
      revision: rule.revision,
      invokingEvent: invokingEventOf(item, ctx),
      eventLeftScope: false,
    });
}
