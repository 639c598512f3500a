import { DeleteAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import type { Context } from "../../../core/context.ts";
import { operation } from "../../../core/operation.ts";
import { onAlarms } from "../alarms/on-alarms.ts";
import { recordConfiguration } from "../alarms/put-alarm.ts";
import { alarms, watchers, type AlarmRow } from "../alarms/tables.ts";
import { watch } from "../alarms/watching.ts";
import { validationError } from "../queries.ts";

/** Names that no alarm has are passed over; an alarm that another one's rule speaks of stays. */
export const DeleteAlarms = operation(DeleteAlarmsCommand, {
  needs: ({ AlarmNames }, ctx) =>
    onAlarms("cloudwatch:DeleteAlarms", AlarmNames, ctx),

  async handle({ AlarmNames }, ctx) {
    const found: AlarmRow[] = [];
    for (const name of new Set(AlarmNames)) {
      const alarm = await ctx.table(alarms).get(name);
      if (alarm) found.push(alarm);
    }
    if (found.filter(({ kind }) => kind === "CompositeAlarm").length > 1)
      throw validationError(
        "A request can delete one composite alarm at most.",
      );
    for (const alarm of found) await refuseNeeded(ctx, alarm.name, found);
    for (const alarm of found) {
      await ctx.table(alarms).delete(alarm.name);
      await watch(ctx, alarm.name, alarm, undefined);
      await recordConfiguration(ctx, alarm, "Delete");
    }
    return {};
  },
});

async function refuseNeeded(
  ctx: Context,
  name: string,
  deleted: readonly AlarmRow[],
): Promise<void> {
  const parents = await ctx.table(watchers).get("alarm", name);
  const left = (parents?.alarmNames ?? []).filter(
    (parent) => !deleted.some((alarm) => alarm.name === parent),
  );
  if (left.length > 0)
    throw validationError(
      `Cannot delete ${name} as there are composite alarm(s) depending on it. The composite alarm(s) are: [${left.join(", ")}]`,
    );
}
