import type { Context } from "../../core/context.ts";
import { readSegment, type Segment } from "./segment.ts";
import { segments, type SegmentRow, type TraceRow } from "./tables.ts";

/** A trace with its segments, earliest first. */
export interface Trace {
  readonly row: TraceRow;
  readonly documents: readonly SegmentRow[];
  readonly segments: readonly Segment[];
}

export async function traceOf(
  row: TraceRow,
  ctx: Pick<Context, "table">,
): Promise<Trace> {
  const { rows } = await ctx.table(segments).list({ prefix: [row.traceId] });
  const read = rows.flatMap(({ document }) => {
    const segment = readSegment(JSON.parse(document));
    return segment.ok ? [segment.segment] : [];
  });
  return {
    row,
    documents: rows,
    segments: read.sort((a, b) => a.start - b.start),
  };
}

/** A segment with all below it, itself first. */
export function* withSubsegments(segment: Segment): Generator<Segment> {
  yield segment;
  for (const each of segment.subsegments) yield* withSubsegments(each);
}

/** Every segment and subsegment of a trace. */
export function everySegment({ segments }: Trace): readonly Segment[] {
  return segments.flatMap((segment) => [...withSubsegments(segment)]);
}

/** The segment that began it all: the first whose parent is not of this trace. */
export function rootOf(trace: Trace): Segment | undefined {
  const ids = new Set(everySegment(trace).map(({ id }) => id));
  const whole = trace.segments.filter(({ isSubsegment }) => !isSubsegment);
  return (
    whole.find(
      ({ parentId }) => parentId === undefined || !ids.has(parentId),
    ) ?? whole[0]
  );
}

/** Seconds from the first start to the last end. */
export function durationOf({ segments }: Trace): number {
  const starts = segments.map(({ start }) => start);
  const ends = segments.map(({ end, start }) => end ?? start);
  return segments.length === 0
    ? 0
    : rounded(Math.max(...ends) - Math.min(...starts));
}

/** To the millisecond, as X-Ray answers durations. */
export function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
