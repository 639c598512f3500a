import {
  newSegmentId,
  newTraceId,
  parseTraceHeader,
  type TraceHeader,
} from "../../../core/trace-header.ts";

/** How one call of a function takes part in a trace. */
export interface CallTrace {
  /** What the runtime gets: its segments belong below `parent`. */
  readonly header: TraceHeader & { readonly root: string };
  /** The segments that Lambda makes of the call; undefined where the call is not traced by Lambda. */
  readonly recorded?: {
    readonly traceId: string;
    /** The caller's segment. */
    readonly parentId?: string;
    readonly serviceSegmentId: string;
    readonly functionSegmentId: string;
  };
}

/**
 * Follows the caller's decision where it made one; else a function whose tracing is active decides by `sample`, and
 * one that only passes traces through is not traced (Lambda guide, "Visualize invocations using X-Ray").
 * @param now milliseconds since the epoch
 */
export function callTrace(
  text: string | undefined,
  mode: string | undefined,
  now: number,
  sample: () => boolean,
): CallTrace {
  const given = parseTraceHeader(text);
  const traceId = given.root ?? newTraceId(now);
  const parent = given.parent ?? newSegmentId();
  const active = mode === "Active";
  const sampled =
    given.sampled === "0" || given.sampled === "1"
      ? given.sampled === "1"
      : active && sample();
  const header = {
    ...given,
    root: traceId,
    parent,
    sampled: sampled ? ("1" as const) : ("0" as const),
  };
  if (!active || !sampled) return { header };
  const functionSegmentId = newSegmentId();
  return {
    header: { ...header, parent: functionSegmentId },
    recorded: {
      traceId,
      ...(given.parent === undefined ? {} : { parentId: given.parent }),
      serviceSegmentId: newSegmentId(),
      functionSegmentId,
    },
  };
}
