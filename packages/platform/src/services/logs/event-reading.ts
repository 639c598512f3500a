import { setImmediate } from "node:timers/promises";
import type { Context } from "../../core/context.ts";
import { BatchMerge, type EventRef } from "./batch-merge.ts";
import { beside, eventId, positionAt, timeOf } from "./event-id.ts";
import { ROW_SPAN } from "./intake.ts";
import type { GroupPlace } from "./log-arn.ts";
import { eventBatches, type EventBatch, type LogGroup } from "./tables.ts";

/** Which events to read: ids between two positions, both exclusive. */
export interface Span {
  readonly after: string;
  readonly before: string;
  readonly direction: "forward" | "backward";
}

/** Streams to read, by their ids; all of the group where undefined. */
export interface Source {
  readonly place: GroupPlace;
  readonly group: LogGroup;
  readonly streamIds?: readonly string[];
}

const ROWS_AT_ONCE = 8;
const DAY = 86_400_000;

/** The span of a time range, `end` exclusive, without what the group's retention has let go. */
export function spanOf(
  { retentionInDays }: LogGroup,
  now: number,
  start: number,
  end: number,
): { after: string; before: string } {
  const kept = retentionInDays === undefined ? 0 : now - retentionInDays * DAY;
  return {
    after: beside(positionAt(Math.max(start, kept)), -1n),
    before: positionAt(end),
  };
}

/** An event's id, which is its position too. */
export function idOf({ batch, index, time }: EventRef): string {
  return eventId(time, batch.id, index);
}

/** Events of the source in their order (or against it), some at a time, read as far as they are asked for. */
export async function* eventsOf(
  ctx: Context,
  source: Source,
  span: Span,
): AsyncGenerator<readonly EventRef[]> {
  const forward = span.direction === "forward";
  const merge = new BatchMerge(forward);
  const earliest = timeOf(span.after);
  const latest = timeOf(span.before);
  for await (const batch of batchesOf(ctx, source, span)) {
    yield due(merge, nearest(batch, source, forward), span);
    merge.add(batch, earliest, latest);
  }
  yield due(merge, forward ? Infinity : -Infinity, span);
}

/** No batch that is still to come holds events on the near side of this time. */
function nearest(
  { from, to }: EventBatch,
  { streamIds }: Source,
  forward: boolean,
): number {
  if (forward) return from;
  return streamIds ? to : from + ROW_SPAN;
}

function due(
  merge: BatchMerge,
  bound: number,
  { after, before }: Span,
): readonly EventRef[] {
  const earliest = timeOf(after);
  const latest = timeOf(before);
  const events: EventRef[] = [];
  for (let event = merge.next(bound); event; event = merge.next(bound)) {
    const { time } = event;
    const inside = time > earliest && time < latest;
    const onEdge = time === earliest || time === latest;
    if (inside || (onEdge && isBetween(idOf(event), after, before)))
      events.push(event);
  }
  return events;
}

function isBetween(id: string, after: string, before: string): boolean {
  return id > after && id < before;
}

function batchesOf(
  ctx: Context,
  source: Source,
  span: Span,
): AsyncIterable<EventBatch> {
  const { group, streamIds } = source;
  const forward = span.direction === "forward";
  if (!streamIds)
    return rowsOf(ctx, source, span, { prefix: [group.id], index: "byGroup" });
  const [only, ...more] = streamIds.map((id) =>
    rowsOf(ctx, source, span, {
      prefix: [id],
      ...(forward ? {} : { index: "byEnd" }),
    }),
  );
  return only && more.length === 0
    ? only
    : merged(
        only ? [only, ...more] : [],
        forward ? ({ from }) => from : ({ to }) => -to,
      );
}

/** Rows that may hold events of the span: a row spans a minute at most. */
async function* rowsOf(
  ctx: Context,
  { place }: Source,
  { after, before, direction }: Span,
  order: { prefix: readonly string[]; index?: "byGroup" | "byEnd" },
): AsyncGenerator<EventBatch> {
  const byEnd = order.index === "byEnd";
  const earliest = [Math.max(timeOf(after) - (byEnd ? 0 : ROW_SPAN), 0)];
  const latest = [timeOf(before) + (byEnd ? ROW_SPAN : 0) + 1];
  let position: string | undefined;
  do {
    const { rows, next } = await ctx.table(eventBatches, place).list({
      ...order,
      ...(direction === "backward"
        ? { reverse: true, from: latest, to: earliest }
        : { from: earliest, to: latest }),
      ...(position === undefined ? {} : { after: position }),
      limit: ROWS_AT_ONCE,
    });
    yield* rows;
    position = next;
    // A long search lets other requests through.
    if (position !== undefined) await setImmediate();
  } while (position !== undefined);
}

/** Takes always the batch that comes first of several ordered sequences. */
async function* merged(
  sources: readonly AsyncGenerator<EventBatch>[],
  order: (batch: EventBatch) => number,
): AsyncGenerator<EventBatch> {
  const heads = await Promise.all(
    sources.map(async (source) => ({ source, head: await source.next() })),
  );
  for (;;) {
    let first: (typeof heads)[number] | undefined;
    for (const candidate of heads) {
      if (candidate.head.done) continue;
      if (
        !first ||
        first.head.done ||
        order(candidate.head.value) < order(first.head.value)
      )
        first = candidate;
    }
    if (!first || first.head.done) return;
    yield first.head.value;
    first.head = await first.source.next();
  }
}
