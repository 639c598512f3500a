import { setImmediate } from "node:timers/promises";
import type { Context } from "../../core/context.ts";
import { beside, eventId, positionAt, timeOf } from "./event-id.ts";
import { ROW_SPAN } from "./intake.ts";
import type { GroupPlace } from "./log-arn.ts";
import { eventBatches, type EventBatch, type LogGroup } from "./tables.ts";

/** An event as it is read. */
export interface StoredEvent {
  readonly id: string;
  readonly time: number;
  readonly message: string;
  readonly ingestedAt: number;
  readonly logStreamName: string;
}

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

/** Events of the source in their order (or against it), read as far as they are asked for. */
export async function* eventsOf(
  ctx: Context,
  source: Source,
  span: Span,
): AsyncGenerator<StoredEvent> {
  const forward = span.direction === "forward";
  let waiting: StoredEvent[] = [];
  for await (const batch of batchesOf(ctx, source, span)) {
    // No further batch holds events on the near side of this bound.
    const bound = positionAt(forward ? batch.from : batch.from + ROW_SPAN + 1);
    const due = waiting.findIndex(({ id }) =>
      forward ? id >= bound : id < bound,
    );
    yield* due < 0 ? waiting : waiting.slice(0, due);
    waiting = due < 0 ? [] : waiting.slice(due);
    const own = eventsIn(batch, span);
    if (own.length === 0) continue;
    waiting = waiting.concat(own).sort(forward ? ascending : descending);
  }
  yield* waiting;
}

function eventsIn(batch: EventBatch, { after, before }: Span): StoredEvent[] {
  const { ingestedAt, logStreamName, id: batchId } = batch;
  return batch.events
    .map(([time, message], index) => ({
      id: eventId(time, batchId, index),
      time,
      message,
      ingestedAt,
      logStreamName,
    }))
    .filter(({ id }) => id > after && id < before);
}

function batchesOf(
  ctx: Context,
  source: Source,
  span: Span,
): AsyncIterable<EventBatch> {
  const { group, streamIds } = source;
  if (!streamIds) return rowsOf(ctx, source, span, [group.id], "byGroup");
  return merged(
    streamIds.map((id) => rowsOf(ctx, source, span, [id])),
    span.direction === "forward" ? 1 : -1,
  );
}

/** Rows that may hold events of the span: a row begins a minute at most before any event in it. */
async function* rowsOf(
  ctx: Context,
  { place }: Source,
  { after, before, direction }: Span,
  prefix: readonly string[],
  index?: "byGroup",
): AsyncGenerator<EventBatch> {
  const earliest = [Math.max(timeOf(after) - ROW_SPAN, 0)];
  const latest = [timeOf(before) + 1];
  const reverse = direction === "backward";
  let position: string | undefined;
  do {
    const { rows, next } = await ctx.table(eventBatches, place).list({
      prefix,
      ...(index ? { index } : {}),
      ...(reverse
        ? { reverse, from: latest, to: earliest }
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

/** Takes always the batch that begins first (last, with sign -1) of several ordered sequences. */
async function* merged(
  sources: readonly AsyncGenerator<EventBatch>[],
  sign: 1 | -1,
): AsyncGenerator<EventBatch> {
  const heads = await Promise.all(
    sources.map(async (source) => ({ source, head: await source.next() })),
  );
  for (;;) {
    let first: (typeof heads)[number] | undefined;
    for (const candidate of heads)
      if (!candidate.head.done && isBefore(candidate.head, first?.head, sign))
        first = candidate;
    if (!first || first.head.done) return;
    yield first.head.value;
    first.head = await first.source.next();
  }
}

function isBefore(
  { value }: IteratorYieldResult<EventBatch>,
  other: IteratorResult<EventBatch> | undefined,
  sign: 1 | -1,
): boolean {
  return !other || other.done || (value.from - other.value.from) * sign < 0;
}

const ascending = (a: StoredEvent, b: StoredEvent): number =>
  a.id < b.id ? -1 : 1;
const descending = (a: StoredEvent, b: StoredEvent): number =>
  a.id > b.id ? -1 : 1;
