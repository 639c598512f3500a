import type { Context } from "../../core/context.ts";
import { on } from "../../core/service.ts";
import { logged, type LogBatch } from "../../core/telemetry.ts";
import { newGroup, newStream } from "./groups.ts";
import { ingest } from "./ingest.ts";
import {
  logGroups,
  logStreams,
  type LogGroup,
  type LogStream,
} from "./tables.ts";

/**
 * Keeps what running functions write; groups and streams are made when their first lines come. Without the
 * right to make its group, a function has no log until somebody makes it.
 */
export const keepLogged = on(logged, async ({ batches }, ctx) => {
  for (const batch of byStream(batches)) {
    const { logGroup, logStream, lines } = batch;
    const group = batch.createsGroup
      ? await ensuredGroup(ctx, logGroup)
      : await ctx.table(logGroups).get(logGroup);
    if (!group) continue;
    const stream = await ensuredStream(ctx, group, logStream);
    const events = lines
      .map(({ time, message }) => ({ time: Math.max(time, 0), message }))
      .sort((a, b) => a.time - b.time);
    await ingest(ctx, group, stream, events);
  }
});

/** One batch a stream, in the order in which lines were written. */
function byStream(batches: readonly LogBatch[]): readonly LogBatch[] {
  const joined = new Map<string, LogBatch>();
  for (const batch of batches) {
    const name = `${batch.logGroup}:${batch.logStream}`;
    const lines = [...(joined.get(name)?.lines ?? []), ...batch.lines];
    joined.set(name, { ...batch, lines });
  }
  return [...joined.values()];
}

async function ensuredGroup(ctx: Context, logGroup: string): Promise<LogGroup> {
  const known = await ctx.table(logGroups).get(logGroup);
  if (known) return known;
  const group = newGroup(ctx, logGroup);
  await ctx.table(logGroups).put(group);
  return group;
}

async function ensuredStream(
  ctx: Context,
  group: LogGroup,
  logStream: string,
): Promise<LogStream> {
  const known = await ctx.table(logStreams).get(group.id, logStream);
  if (known) return known;
  const stream = newStream(ctx, group, logStream);
  await ctx.table(logStreams).put(stream);
  return stream;
}
