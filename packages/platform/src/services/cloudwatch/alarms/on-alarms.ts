import type { NeedsContext } from "../../../core/context.ts";
import { allow, type Need } from "../../../core/operation.ts";
import { resourceTagKeys } from "../../../core/tag-keys.ts";
import { alarmArn, alarms } from "./tables.ts";

/** The needs of an operation on each of some alarms. */
export function onAlarms(
  action: string,
  names: readonly string[],
  ctx: NeedsContext,
): Promise<readonly Need[]> {
  return Promise.all(
    [...new Set(names)].map(async (name) => {
      const alarm = await ctx.table(alarms).get(name);
      return allow(action, alarmArn(ctx, name), resourceTagKeys(alarm?.tags));
    }),
  );
}
