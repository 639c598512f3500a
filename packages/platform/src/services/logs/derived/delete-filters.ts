import type { Context } from "../../../core/context.ts";
import type { LogGroup } from "../tables.ts";
import { metricFilters, subscriptionFilters } from "./tables.ts";

/** Deletes the filters of a group that is no more. */
export async function deleteFilters(
  ctx: Context,
  { logGroupName, ...group }: LogGroup,
): Promise<void> {
  if (group.metricFilters) {
    const rows = ctx.table(metricFilters);
    for (const { filterName } of (await rows.list({ prefix: [logGroupName] }))
      .rows)
      await rows.delete(logGroupName, filterName);
  }
  if (group.subscriptionFilters) {
    const rows = ctx.table(subscriptionFilters);
    for (const { filterName } of (await rows.list({ prefix: [logGroupName] }))
      .rows)
      await rows.delete(logGroupName, filterName);
  }
}
