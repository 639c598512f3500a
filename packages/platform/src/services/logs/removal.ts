import type { Context } from "../../core/context.ts";
import { event } from "../../core/event.ts";
import { on } from "../../core/service.ts";
import { addVolume } from "./intake.ts";
import {
  eventBatches,
  logGroups,
  logStreams,
  storedVolumes,
  type EventBatch,
} from "./tables.ts";

/** A group, or one of its streams, is gone; its rows are yet to be deleted. */
export const removed = event<{ groupId: string; streamId?: string }>(
  "logs.Removed",
);

/** Expired events of a group are to be deleted. */
export const sweepDue = event<{
  logGroupName: string;
  groupId: string;
  at: number;
}>("logs.SweepDue");

const DAY = 86_400_000;
/** Rows deleted in one transaction: the rest follows in the next. */
const ROWS_AT_ONCE = 200;

/** Deletes what a removed group or stream left behind, some rows at a time. */
export const deleteRemoved = on(removed, async (payload, ctx) => {
  const { groupId, streamId } = payload;
  const { rows } = await ctx.table(eventBatches).list({
    ...(streamId === undefined
      ? { index: "byGroup", prefix: [groupId] }
      : { prefix: [streamId] }),
    limit: ROWS_AT_ONCE,
  });
  await deleteBatches(ctx, rows);
  if (streamId !== undefined && rows.length > 0)
    await addVolume(ctx, groupId, -rows.reduce((sum, b) => sum + b.bytes, 0));
  const more =
    rows.length === ROWS_AT_ONCE ||
    (streamId === undefined && !(await deleteStreams(ctx, groupId)));
  if (more) ctx.emit(removed, payload);
});

/** Deletes events past their group's retention, and comes again the next day. */
export const sweepExpired = on(
  sweepDue,
  async ({ logGroupName, groupId, at }, ctx) => {
    const group = await ctx.table(logGroups).get(logGroupName);
    if (
      group?.id !== groupId ||
      group.retentionInDays === undefined ||
      group.sweepAt !== at
    )
      return;
    const { rows } = await ctx.table(eventBatches).list({
      index: "byGroup",
      prefix: [groupId],
      limit: ROWS_AT_ONCE,
    });
    const kept = ctx.now() - group.retentionInDays * DAY;
    const expired = rows.filter(({ to }) => to < kept);
    await deleteBatches(ctx, expired);
    if (expired.length > 0)
      await addVolume(
        ctx,
        groupId,
        -expired.reduce((sum, b) => sum + b.bytes, 0),
      );
    const sweepAt =
      expired.length === ROWS_AT_ONCE ? ctx.now() : ctx.now() + DAY;
    await ctx.table(logGroups).put({ ...group, sweepAt });
    ctx.emit(sweepDue, { logGroupName, groupId, at: sweepAt }, { at: sweepAt });
  },
);

async function deleteBatches(
  ctx: Context,
  batches: readonly EventBatch[],
): Promise<void> {
  for (const { streamId, from, id } of batches)
    await ctx.table(eventBatches).delete(streamId, from, id);
}

/** @returns whether none is left */
async function deleteStreams(ctx: Context, groupId: string): Promise<boolean> {
  const streams = ctx.table(logStreams);
  const { rows } = await streams.list({
    prefix: [groupId],
    limit: ROWS_AT_ONCE,
  });
  for (const { logStreamName } of rows)
    await streams.delete(groupId, logStreamName);
  const volumes = ctx.table(storedVolumes);
  for (const { part } of (await volumes.list({ prefix: [groupId] })).rows)
    await volumes.delete(groupId, part);
  return rows.length < ROWS_AT_ONCE;
}
