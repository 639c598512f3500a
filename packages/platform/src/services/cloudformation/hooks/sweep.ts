import type { Context } from "../../../core/context.ts";
import { on } from "../../../core/service.ts";
import {
  hookResults,
  hookSweepDue,
  hookSweeps,
  type HookResultRow,
} from "./tables.ts";

/** Results are told of for 90 days (hooks guide, "View invocation results"). */
const KEPT_FOR = 90 * 86_400_000;

/** Results deleted in one transaction: the rest follows in the next. */
const AT_ONCE = 50;

/** Whether a result is still told of: its sweep may be late. */
export const isKept = ({ at }: HookResultRow, now: number): boolean =>
  at > now - KEPT_FOR;

/** Sees to it that a new result will be swept away. */
export async function planSweep(
  { at }: HookResultRow,
  ctx: Context,
): Promise<void> {
  if (await ctx.table(hookSweeps).get("results")) return;
  await comeAgain(at + KEPT_FOR, ctx);
}

/** Deletes results past their time; comes again for the next. */
export const sweepResults = on(hookSweepDue, async (due, ctx) => {
  if ((await ctx.table(hookSweeps).get("results"))?.dueAt !== due.dueAt) return;
  // What is kept meanwhile is newer, so it need not be waited for.
  const { rows } = await ctx
    .aside()
    .table(hookResults)
    .list({ limit: AT_ONCE + 1 });
  const gone = rows.slice(0, AT_ONCE).filter((row) => !isKept(row, ctx.now()));
  for (const { id } of gone) await ctx.table(hookResults).delete(id);
  const next = rows[gone.length];
  if (!next) return ctx.table(hookSweeps).delete("results");
  await comeAgain(Math.max(next.at + KEPT_FOR, ctx.now()), ctx);
});

async function comeAgain(dueAt: number, ctx: Context): Promise<void> {
  await ctx.table(hookSweeps).put({ dueAt });
  ctx.emit(hookSweepDue, { dueAt }, { at: dueAt });
}
