import type { Context } from "../../core/context.ts";
import { on } from "../../core/service.ts";
import { KEPT_FOR } from "./documents.ts";
import { TRACE_TALLY, TRACES_AT_MOST } from "./keep-segments.ts";
import { segments, sweepDue, sweeps, traces } from "./tables.ts";

/** Traces deleted in one transaction: the rest follows in the next. */
const AT_ONCE = 50;

/** Deletes traces past their 30 days, and the oldest of an account that has too many; comes again for the next. */
export const sweepTraces = on(sweepDue, async (due, ctx) => {
  if ((await ctx.table(sweeps).get("traces"))?.dueAt !== due.dueAt) return;
  // What is stored meanwhile is newer, so it need not be waited for.
  const { rows } = await ctx
    .aside()
    .table(traces)
    .list({ index: "byId", limit: AT_ONCE + 1 });
  const tally = ctx.tally(TRACE_TALLY);
  const surplus = (await tally.count()) - TRACES_AT_MOST;
  const old = ctx.now() - KEPT_FOR;
  const gone = rows
    .slice(0, AT_ONCE)
    .filter(({ createdAt }, i) => createdAt <= old || i < surplus);
  for (const { traceId } of gone) await deleteTrace(traceId, ctx);
  tally.add(-gone.length);
  const next = rows[gone.length];
  if (!next) return ctx.table(sweeps).delete("traces");
  const more = surplus > gone.length;
  const dueAt = more ? ctx.now() : next.createdAt + KEPT_FOR;
  await ctx.table(sweeps).put({ dueAt });
  ctx.emit(sweepDue, { dueAt }, { at: dueAt });
});

async function deleteTrace(traceId: string, ctx: Context): Promise<void> {
  const { rows } = await ctx
    .aside()
    .table(segments)
    .list({ prefix: [traceId] });
  for (const { id } of rows) await ctx.table(segments).delete(traceId, id);
  await ctx.table(traces).delete(traceId);
}
