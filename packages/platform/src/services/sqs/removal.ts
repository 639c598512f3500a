import type { Context } from "../../core/context.ts";
import { on } from "../../core/service.ts";
import type { TableKind } from "../../core/table.ts";
import { numeric } from "./attributes.ts";
import { drop } from "./messages/dead-letters.ts";
import { openReference } from "./open-queue.ts";
import { referenceTo } from "./queue-reference.ts";
import {
  deduplications,
  messages,
  moveTasks,
  queues,
  receipts,
  removed,
  sweepDue,
  type Removed,
} from "./tables.ts";

/** Rows deleted in one unit. */
const CHUNK = 500;

/** Deletes the rows of a queue that was deleted, or of the messages that were purged. */
export const deleteRemoved = on(removed, async (gone, ctx) => {
  const more =
    (await deleteSome(messages, gone, ctx)) ||
    (await deleteSome(receipts, gone, ctx)) ||
    (gone.through === undefined &&
      (await deleteSome(deduplications, gone, ctx)));
  if (more) ctx.emit(removed, gone);
});

/** Answers whether there may be more. What is listed aside does not bind the unit: nobody else writes these rows. */
async function deleteSome<Row extends object>(
  kind: TableKind<Row>,
  { accountId, region, queueId, through }: Removed,
  ctx: Context,
): Promise<boolean> {
  const at = { accountId, region };
  const { rows } = await ctx
    .aside()
    .table(kind, at)
    .list({
      prefix: [queueId],
      limit: CHUNK,
      ...(through === undefined ? {} : { to: [through + 1] }),
    });
  for (const row of rows) await ctx.table(kind, at).delete(...kind.key(row));
  return rows.length === CHUNK;
}

/** Not more often than this a queue is swept; a receive leaves out by itself what is too old. */
const SWEPT_APART = 60_000;

/** Deletes the messages of a queue whose retention is over, and comes again when the next one's will be. */
export const sweep = on(sweepDue, async (due, ctx) => {
  const reference = referenceTo(due, due.queueName);
  const row = await ctx.aside().table(queues, reference).get(due.queueName);
  if (row?.queueId !== due.queueId) return;
  const open = await openReference(reference, ctx.aside());
  const { live } = open;
  const now = ctx.now();
  const retention = numeric(row.attributes, "MessageRetentionPeriod") * 1000;
  const expired = live.index.sentThrough(now - retention, CHUNK);
  for (const entry of expired) {
    const spare = live.index.doom(entry);
    ctx.atEnd((committed) => {
      if (!committed) spare();
    });
    await drop(entry, open, ctx);
  }
  scheduleNext(
    expired.length === CHUNK ? now : nextExpiry(live.index.firstSent()),
    ctx,
  );

  function nextExpiry(first: number | undefined): number | undefined {
    return first === undefined
      ? undefined
      : Math.max(first + retention, now + SWEPT_APART);
  }

  function scheduleNext(at: number | undefined, ctx: Context): void {
    const later = live.sweepAt !== undefined && live.sweepAt > now;
    if (at !== undefined && !later) ctx.emit(sweepDue, due, { at });
    ctx.atEnd((committed) => {
      if (committed && !later) live.sweepAt = at;
    });
  }
});

/** The tasks of a queue go with it. */
export async function deleteTasks(
  reference: { accountId: string; region: string; queueName: string },
  ctx: Context,
): Promise<void> {
  const rows = ctx.table(moveTasks, reference);
  const { rows: tasks } = await rows.list({ prefix: [reference.queueName] });
  for (const { sourceName, taskId } of tasks)
    await rows.delete(sourceName, taskId);
}
