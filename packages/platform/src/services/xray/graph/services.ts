import type { Service, Edge } from "@aws-sdk/client-xray";
import type { Segment } from "../segment.ts";
import { rounded, type Trace } from "../trace.ts";
import { keyOf, serviceMap, type ServiceNode } from "./service-map.ts";

/** The services of several traces as the API answers them, with their calls and statistics. */
export function servicesOf(
  traces: readonly Trace[],
  accountId: string,
): Service[] {
  const merged = new Map<string, Merged>();
  for (const trace of traces) {
    const { nodes, edges } = serviceMap(trace);
    for (const node of nodes) {
      const known = mergedOf(merged, keyOf(node), node);
      known.root ||= node.root;
      known.segments.push(...node.segments);
    }
    for (const { from, to, calls } of edges) {
      const caller = from
        ? mergedOf(merged, keyOf(from), from)
        : mergedOf(merged, `client of ${keyOf(to)}`, CLIENT(to));
      if (!from) caller.segments.push(...calls);
      const known = caller.calls.get(keyOf(to)) ?? [];
      known.push(...calls);
      caller.calls.set(keyOf(to), known);
    }
  }
  const ids = new Map([...merged.keys()].map((key, i) => [key, i]));
  return [...merged].map(([key, node]) => ({
    ReferenceId: ids.get(key) ?? 0,
    Name: node.name,
    Names: [node.name],
    ...(node.root ? { Root: true } : {}),
    AccountId: node.accountId ?? accountId,
    ...(node.type === undefined ? {} : { Type: node.type }),
    State: node.segments.some(({ end }) => end === undefined)
      ? "active"
      : "unknown",
    ...times(node.segments),
    Edges: [...node.calls].map(([to, calls]): Edge => ({
      ReferenceId: ids.get(to) ?? 0,
      ...times(calls),
      SummaryStatistics: statistics(calls),
      ResponseTimeHistogram: histogram(calls),
      Aliases: [],
    })),
    ...(node.type === "client"
      ? {}
      : {
          SummaryStatistics: statistics(node.segments),
          DurationHistogram: histogram(node.segments),
          ResponseTimeHistogram: histogram(node.segments),
        }),
  }));
}

interface Merged {
  readonly name: string;
  readonly type: string | undefined;
  readonly accountId: string | undefined;
  root: boolean;
  readonly segments: Segment[];
  readonly calls: Map<string, Segment[]>;
}

type Named = Pick<ServiceNode, "name" | "type" | "accountId">;

/** Every service that requests come in by has clients of its own. */
const CLIENT = ({ name }: Named): Named => ({
  name,
  type: "client",
  accountId: undefined,
});

function mergedOf(
  merged: Map<string, Merged>,
  key: string,
  { name, type, accountId }: Named,
): Merged {
  let known = merged.get(key);
  if (!known) {
    known = {
      name,
      type,
      accountId,
      root: false,
      segments: [],
      calls: new Map(),
    };
    merged.set(key, known);
  }
  return known;
}

function times(segments: readonly Segment[]) {
  if (segments.length === 0) return {};
  const starts = segments.map(({ start }) => start);
  const ends = segments.map(({ start, end }) => end ?? start);
  return {
    StartTime: new Date(Math.min(...starts) * 1000),
    EndTime: new Date(Math.max(...ends) * 1000),
  };
}

const seconds = ({ start, end = start }: Segment): number =>
  rounded(end - start);

function statistics(segments: readonly Segment[]) {
  const count = (is: (segment: Segment) => boolean): number =>
    segments.filter(is).length;
  const faults = count(({ fault }) => fault);
  const throttles = count(({ fault, throttle }) => !fault && throttle);
  const errors = count(
    ({ fault, throttle, error }) => !fault && (throttle || error),
  );
  return {
    OkCount: segments.length - faults - errors,
    ErrorStatistics: {
      ThrottleCount: throttles,
      OtherCount: errors - throttles,
      TotalCount: errors,
    },
    FaultStatistics: { OtherCount: faults, TotalCount: faults },
    TotalCount: segments.length,
    TotalResponseTime: rounded(
      segments.reduce((sum, segment) => sum + seconds(segment), 0),
    ),
  };
}

function histogram(segments: readonly Segment[]) {
  const counts = new Map<number, number>();
  for (const segment of segments)
    if (segment.end !== undefined)
      counts.set(seconds(segment), (counts.get(seconds(segment)) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([Value, Count]) => ({ Value, Count }));
}
