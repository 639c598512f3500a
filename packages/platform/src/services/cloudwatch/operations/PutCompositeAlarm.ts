import { PutCompositeAlarmCommand } from "@aws-sdk/client-cloudwatch";
import type { Context } from "../../../core/context.ts";
import { operation } from "../../../core/operation.ts";
import { childName } from "../alarms/evaluate-composite.ts";
import { putAlarm, putting } from "../alarms/put-alarm.ts";
import { parseRule } from "../alarms/rule/parse.ts";
import { alarms, watchedChanged } from "../alarms/tables.ts";
import { childrenOf } from "../alarms/watching.ts";
import { validationError } from "../queries.ts";

export const PutCompositeAlarm = operation(PutCompositeAlarmCommand, {
  needs: (input, ctx) => putting("cloudwatch:PutCompositeAlarm", input, ctx),

  async handle(input, ctx) {
    if (
      input.ActionsSuppressor !== undefined ||
      input.ActionsSuppressorWaitPeriod !== undefined ||
      input.ActionsSuppressorExtensionPeriod !== undefined
    )
      throw validationError("ActionsSuppressor is not offered.");
    await checkRule(ctx, input.AlarmName, input.AlarmRule);
    const { name } = await putAlarm(ctx, input, {
      kind: "CompositeAlarm",
      rule: input.AlarmRule,
    });
    ctx.emit(watchedChanged, { name });
    return {};
  },
});

async function checkRule(
  ctx: Context,
  name: string,
  rule: string,
): Promise<void> {
  if (rule.trim() !== rule)
    throw validationError(
      "AlarmRule must not contain leading or trailing whitespace or be null",
    );
  const parsed = parseRule(rule);
  if (!parsed.ok)
    throw validationError(`Error parsing AlarmRule: ${parsed.message}.`);
  const missing: string[] = [];
  for (const reference of parsed.alarms)
    if (!(await ctx.table(alarms).get(childName(reference))))
      missing.push(reference);
  if (missing.length > 0)
    throw validationError(
      `Could not save the composite alarm as alarms [${missing.join(", ")}] in the alarm rule do not exist`,
    );
  await refuseCircle(ctx, name, [...parsed.alarms].map(childName));
}

/** CloudWatch stores alarms that look at each other in a circle and stops evaluating them; here they are refused. */
async function refuseCircle(
  ctx: Context,
  name: string,
  children: readonly string[],
): Promise<void> {
  const seen = new Set<string>();
  const open = [...children];
  for (let child = open.pop(); child !== undefined; child = open.pop()) {
    if (child === name)
      throw validationError(
        "The alarm rule leads back to the alarm itself: such alarms are never evaluated.",
      );
    if (seen.has(child)) continue;
    seen.add(child);
    const alarm = await ctx.table(alarms).get(child);
    if (alarm?.kind === "CompositeAlarm") open.push(...childrenOf(alarm.rule));
  }
}
