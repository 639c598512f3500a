import { readSegment, type Segment, type SegmentProblem } from "./segment.ts";

/** The most bytes of one document (X-Ray quotas). */
export const LARGEST_DOCUMENT = 65_536;
/** Traces older than this are gone, and segments of such are taken no more: 30 days. */
export const KEPT_FOR = 30 * 86_400_000;
/** Clocks that run ahead. */
const EARLY = 300_000;

/** A segment with its own text. */
export interface Document {
  readonly segment: Segment;
  readonly text: string;
}

export interface DocumentsRead {
  readonly documents: readonly Document[];
  readonly problems: readonly SegmentProblem[];
}

/** Reads what PutTraceSegments was given: each text is a segment, or a list of subsegments. `now` in milliseconds. */
export function readDocuments(
  texts: readonly string[],
  now: number,
): DocumentsRead {
  const documents: Document[] = [];
  const problems: SegmentProblem[] = [];
  for (const text of texts) {
    for (const { value, own } of valuesIn(text)) {
      const read = readSegment(value);
      if (!read.ok) problems.push(read);
      else if (Buffer.byteLength(own) > LARGEST_DOCUMENT)
        problems.push({ code: "TooLarge", id: read.segment.id });
      else if (!isRecent(read.segment.traceId, now))
        problems.push({ code: "InvalidTraceId", id: read.segment.id });
      else documents.push({ segment: read.segment, text: own });
    }
  }
  return { documents, problems };
}

function valuesIn(text: string): readonly { value: unknown; own: string }[] {
  const parsed = parse(text);
  return Array.isArray(parsed)
    ? parsed.map((value: unknown) => ({ value, own: JSON.stringify(value) }))
    : [{ value: parsed, own: text }];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** When a trace began, as its id tells; milliseconds. */
export function createdAt(traceId: string): number {
  return parseInt(traceId.slice(2, 10), 16) * 1000;
}

function isRecent(traceId: string, now: number): boolean {
  const at = createdAt(traceId);
  return at > now - KEPT_FOR && at < now + EARLY;
}
