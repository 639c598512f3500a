import { randomInt } from "node:crypto";
import type { Context } from "../../core/context.ts";
import { batchId, eventId } from "./event-id.ts";
import { withEvents } from "./stream-tail.ts";
import {
  eventBatches,
  logStreams,
  storedVolumes,
  type LogStream,
} from "./tables.ts";

/** An event to keep; time in milliseconds since the epoch. */
export interface NewEvent {
  readonly time: number;
  readonly message: string;
}

/** What AWS adds to a message's bytes for each event. */
export const EVENT_OVERHEAD = 26;
/** A row's events span a minute at most: so far a read looks back to find the events of a time. */
export const ROW_SPAN = 60_000;
const ROW_BYTES = 1 << 20;
const VOLUME_PARTS = 16;

/**
 * Adds events, in order of time, to a stream: one row, or a few where they lie far apart.
 * @returns them with their ids
 */
export async function takeIn(
  ctx: Context,
  stream: LogStream,
  events: readonly NewEvent[],
): Promise<readonly (NewEvent & { readonly id: string })[]> {
  const ingestedAt = ctx.now();
  const { groupId, id: streamId, logStreamName } = stream;
  const kept: (NewEvent & { id: string })[] = [];
  let total = 0;
  for (const [ordinal, part] of rowsOf(events).entries()) {
    const bytes = part.reduce((sum, event) => sum + eventBytes(event), 0);
    total += bytes;
    const id = batchId(ingestedAt, ordinal);
    for (const [index, event] of part.entries())
      kept.push({ ...event, id: eventId(event.time, id, index) });
    await ctx.table(eventBatches).put({
      groupId,
      streamId,
      logStreamName,
      id,
      from: part[0]?.time ?? 0,
      to: part.at(-1)?.time ?? 0,
      ingestedAt,
      bytes,
      events: part.map(({ time, message }) => [time, message]),
    });
  }
  if (total === 0) return kept;
  await addVolume(ctx, groupId, total);
  const moved = withEvents(stream, {
    from: events[0]?.time ?? 0,
    to: events.at(-1)?.time ?? 0,
    ingestedAt,
  });
  if (moved) await ctx.table(logStreams).put(moved);
  return kept;
}

/** Counts bytes that a group stores, or, when negative, no longer stores. */
export async function addVolume(
  ctx: Context,
  groupId: string,
  bytes: number,
): Promise<void> {
  const volumes = ctx.table(storedVolumes);
  const part = randomInt(VOLUME_PARTS);
  const known = await volumes.get(groupId, part);
  await volumes.put({ groupId, part, bytes: (known?.bytes ?? 0) + bytes });
}

/** An event's size as AWS counts it. */
export function eventBytes({ message }: { readonly message: string }): number {
  return Buffer.byteLength(message) + EVENT_OVERHEAD;
}

function rowsOf(events: readonly NewEvent[]): readonly (readonly NewEvent[])[] {
  const rows: NewEvent[][] = [];
  let row: NewEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    const first = row[0];
    const size = eventBytes(event);
    if (
      !first ||
      event.time - first.time > ROW_SPAN ||
      bytes + size > ROW_BYTES
    ) {
      rows.push((row = []));
      bytes = 0;
    }
    row.push(event);
    bytes += size;
  }
  return rows;
}
