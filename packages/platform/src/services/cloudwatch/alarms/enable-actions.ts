import type { Context } from "../../../core/context.ts";
import { recordConfiguration } from "./put-alarm.ts";
import { alarms } from "./tables.ts";

/** Turns the actions of alarms on or off; names that no alarm has are passed over. */
export async function enableActions(
  ctx: Context,
  names: readonly string[],
  actionsEnabled: boolean,
): Promise<void> {
  for (const name of new Set(names)) {
    const alarm = await ctx.table(alarms).get(name);
    if (!alarm || alarm.actionsEnabled === actionsEnabled) continue;
    const changed = { ...alarm, actionsEnabled, configuredAt: ctx.now() };
    await ctx.table(alarms).put(changed);
    await recordConfiguration(ctx, changed, "Update");
  }
}
