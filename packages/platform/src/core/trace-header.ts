import { randomHex } from "./random-hex.ts";

/** Whether a trace is sampled, as the header says it: `?` leaves it to whoever is called. */
export type Sampled = "0" | "1" | "?";

/** How often one function was reached on the way of a chain of calls. */
export interface Visit {
  /** Eight hexadecimal digits that stand for the function. */
  readonly resource: string;
  readonly count: number;
}

/** `X-Amzn-Trace-Id` taken apart (X-Ray developer guide, "Tracing header"). */
export interface TraceHeader {
  /** As `1-67891233-abcdef012345678912345678`. */
  readonly root?: string;
  /** The segment that makes the call: 16 hexadecimal digits. */
  readonly parent?: string;
  readonly sampled?: Sampled;
  /** The functions that the call came by, for the detection of loops. */
  readonly lineage?: readonly Visit[];
}

/** Longer headers are not looked at: AWS's own stay below a few hundred bytes. */
const LONGEST = 2048;
/** Functions that a lineage remembers at most. */
const VISITS_AT_MOST = 32;

const ROOT = /^1-[0-9a-f]{8}-[0-9a-f]{24}$/i;
const PARENT = /^[0-9a-f]{16}$/i;
const SAMPLED = /^[01?]$/;
/** With the weight that AWS writes in front of some visits, or without. */
const VISIT = /^(?:\d{1,3}:)?([0-9a-f]{8}):(\d{1,5})$/i;

/** Reads a header. Parts that are none are left out, as AWS does: a header is never a reason to refuse a call. */
export function parseTraceHeader(text: string | undefined): TraceHeader {
  if (text === undefined || text.length > LONGEST) return {};
  const parts = new Map<string, string>();
  for (const part of text.split(";")) {
    const equals = part.indexOf("=");
    if (equals < 0) continue;
    const name = part.slice(0, equals).trim().toLowerCase();
    if (!parts.has(name)) parts.set(name, part.slice(equals + 1).trim());
  }
  const root = matching(parts.get("root"), ROOT)?.toLowerCase();
  const parent = matching(parts.get("parent"), PARENT)?.toLowerCase();
  const sampled = matching(parts.get("sampled"), SAMPLED) as
    Sampled | undefined;
  const lineage = visitsIn(parts.get("lineage"));
  return {
    ...(root === undefined ? {} : { root }),
    ...(parent === undefined ? {} : { parent }),
    ...(sampled === undefined ? {} : { sampled }),
    ...(lineage.length === 0 ? {} : { lineage }),
  };
}

/** Writes a header in AWS's order: Root, Parent, Sampled, Lineage; empty where nothing is known. */
export function formatTraceHeader(header: TraceHeader): string {
  const { root, parent, sampled, lineage = [] } = header;
  const written = lineage
    .slice(-VISITS_AT_MOST)
    .map(({ resource, count }) => `${resource}:${count}`)
    .join("|");
  return [
    root && `Root=${root}`,
    parent && `Parent=${parent}`,
    sampled && `Sampled=${sampled}`,
    written && `Lineage=${written}`,
  ]
    .filter(Boolean)
    .join(";");
}

/** How often a chain of calls has reached a resource before. */
export function visitsOf({ lineage }: TraceHeader, resource: string): number {
  return lineage?.find((visit) => visit.resource === resource)?.count ?? 0;
}

/** The header once a chain of calls has reached a resource one time more; the latest stands last. */
export function withVisit(header: TraceHeader, resource: string): TraceHeader {
  const others = (header.lineage ?? []).filter(
    (visit) => visit.resource !== resource,
  );
  const count = Math.min(visitsOf(header, resource) + 1, 99_999);
  return {
    ...header,
    lineage: [...others, { resource, count }].slice(-VISITS_AT_MOST),
  };
}

/** A new trace's id: version, seconds of its start (`now` in milliseconds) and 96 random bits. */
export function newTraceId(now: number): string {
  const seconds = Math.floor(now / 1000)
    .toString(16)
    .padStart(8, "0");
  return `1-${seconds}-${randomHex(12)}`;
}

/** A new segment's id: 64 random bits. */
export function newSegmentId(): string {
  return randomHex(8);
}

function matching(text: string | undefined, form: RegExp): string | undefined {
  return text !== undefined && form.test(text) ? text : undefined;
}

/** A resource that is named twice counts with its larger number, so that no caller can hide a loop. */
function visitsIn(text: string | undefined): readonly Visit[] {
  if (text === undefined) return [];
  const counts = new Map<string, number>();
  for (const part of text.split("|")) {
    const [, resource = "", count = ""] = VISIT.exec(part.trim()) ?? [];
    if (resource === "") continue;
    const name = resource.toLowerCase();
    counts.set(name, Math.max(counts.get(name) ?? 0, Number(count)));
  }
  return [...counts]
    .slice(-VISITS_AT_MOST)
    .map(([resource, count]) => ({ resource, count }));
}
