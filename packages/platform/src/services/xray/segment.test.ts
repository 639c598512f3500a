import { equal, ok } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readDocuments } from "./documents.ts";
import { servicesOf } from "./graph/services.ts";
import { readSegment, type Segment } from "./segment.ts";
import { summaryOf } from "./summary.ts";
import type { Trace } from "./trace.ts";

const TRACE = `1-5f000000-${"a".repeat(24)}`;
const NOW = 0x5f00_0000 * 1000 + 1000;

const traceOf = (segments: readonly Segment[]): Trace => ({
  row: {
    traceId: TRACE,
    createdAt: 0,
    startedAt: 0,
    receivedAt: 0,
    size: 0,
    revision: 1,
  },
  documents: [],
  segments,
});

void test("any text is a segment or a problem, never a failure", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.json())), (texts) => {
      const { documents, problems } = readDocuments(texts, NOW);
      ok(documents.length + problems.length >= 0);
    }),
  );
});

const ids = fc.constantFrom(
  "000000000000000a",
  "000000000000000b",
  "000000000000000c",
  "000000000000000d",
);
const loose = fc.record(
  {
    id: ids,
    parent_id: ids,
    name: fc.constantFrom("a", "b", "__proto__"),
    trace_id: fc.constant(TRACE),
    start_time: fc.double({ min: 0, max: 10, noNaN: true }),
    end_time: fc.double({ min: 10, max: 20, noNaN: true }),
    type: fc.constant("subsegment"),
    namespace: fc.constantFrom("aws", "remote"),
    fault: fc.boolean(),
    annotations: fc.dictionary(
      fc.constantFrom("a", "__proto__"),
      fc.jsonValue(),
    ),
    subsegments: fc.array(
      fc.record({
        id: ids,
        name: fc.constant("sub"),
        start_time: fc.constant(1),
        namespace: fc.constantFrom("aws", "remote"),
      }),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: ["id", "name", "trace_id", "start_time", "end_time"] },
);

void test("segments that name each other as parents still make a graph and a summary", () => {
  fc.assert(
    fc.property(fc.array(loose, { maxLength: 6 }), (values) => {
      const segments = values.flatMap((value) => {
        const read = readSegment(value);
        return read.ok ? [read.segment] : [];
      });
      const trace = traceOf(segments);
      const services = servicesOf([trace], "000000000000");
      for (const { Edges = [] } of services)
        for (const { ReferenceId = -1 } of Edges) ok(services[ReferenceId]);
      equal(summaryOf(trace, "000000000000").Id, TRACE);
    }),
  );
});

void test("subsegments within subsegments are read so deep and no deeper", () => {
  const nested = (depth: number): object => ({
    id: "000000000000000a",
    name: "n",
    start_time: 1,
    ...(depth > 0 ? { subsegments: [nested(depth - 1)] } : {}),
  });
  const whole = (depth: number) =>
    readSegment({ ...nested(depth), trace_id: TRACE, end_time: 2 });
  equal(whole(49).ok, true);
  equal(whole(60).ok, false);
});
