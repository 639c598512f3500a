import { deepEqual, equal, match, ok } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  formatTraceHeader,
  newSegmentId,
  newTraceId,
  parseTraceHeader,
  visitsOf,
  withVisit,
  type TraceHeader,
} from "./trace-header.ts";

const ROOT = "1-5759e988-bd862e3fe1be46a994272793";

void test("a header is read in any order, with blanks and with parts of others", () => {
  deepEqual(
    parseTraceHeader(
      ` Sampled=1; Root=${ROOT};Self=1-67891234-12456789abcdef012345678a ;Parent=53995C3F42CD8AD8;Lineage=1:a87bd80c:1|68fd508a:5`,
    ),
    {
      root: ROOT,
      parent: "53995c3f42cd8ad8",
      sampled: "1",
      lineage: [
        { resource: "a87bd80c", count: 1 },
        { resource: "68fd508a", count: 5 },
      ],
    },
  );
});

void test("parts that are none are left out, the rest counts", () => {
  deepEqual(
    parseTraceHeader(`Root=${ROOT};Parent=xyz;Sampled=maybe;Lineage=|||;=;;`),
    { root: ROOT },
  );
  deepEqual(parseTraceHeader(undefined), {});
  deepEqual(parseTraceHeader(`Root=${ROOT};${"x".repeat(3000)}`), {});
});

void test("each time a resource is reached counts one more, and another does not count for it", () => {
  let header: TraceHeader = { root: ROOT };
  for (let i = 0; i < 16; i++) header = withVisit(header, "a87bd80c");
  header = withVisit(header, "68fd508a");
  equal(visitsOf(header, "a87bd80c"), 16);
  equal(visitsOf(header, "68fd508a"), 1);
  equal(visitsOf(header, "00000000"), 0);
  equal(
    formatTraceHeader(header),
    `Root=${ROOT};Lineage=a87bd80c:16|68fd508a:1`,
  );
});

void test("a resource that is named twice counts with its larger number", () => {
  equal(
    visitsOf(parseTraceHeader("Lineage=a87bd80c:12|a87bd80c:1"), "a87bd80c"),
    12,
  );
});

void test("new ids have AWS's forms, and a trace's tells its second", () => {
  const id = newTraceId(1_795_340_000_999);
  match(id, /^1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  equal(parseInt(id.slice(2, 10), 16), 1_795_340_000);
  match(newSegmentId(), /^[0-9a-f]{16}$/);
});

const hex = (length: number) =>
  fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
const headers: fc.Arbitrary<TraceHeader> = fc.record(
  {
    root: fc.tuple(hex(8), hex(24)).map(([a, b]) => `1-${a}-${b}`),
    parent: hex(16),
    sampled: fc.constantFrom("0" as const, "1" as const, "?" as const),
    lineage: fc.uniqueArray(
      fc.record(
        { resource: hex(8), count: fc.nat(99_999) },
        { noNullPrototype: true },
      ),
      { minLength: 1, maxLength: 32, selector: ({ resource }) => resource },
    ),
  },
  { requiredKeys: [], noNullPrototype: true },
);

void test("what is written is read again as it was", () => {
  fc.assert(
    fc.property(headers, (header) => {
      deepEqual(parseTraceHeader(formatTraceHeader(header)), header);
    }),
  );
});

void test("any text is read without harm, and what is read of it can be handed on", () => {
  const pieces = fc.constantFrom(
    "Root=",
    "Parent=",
    "Sampled=1",
    "Lineage=",
    "a87bd80c:7",
    ROOT,
    ";",
    "|",
    ":",
    "\r\n",
    "=",
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(pieces, fc.string()), { maxLength: 60 }),
      (parts) => {
        const header = parseTraceHeader(parts.join(""));
        const text = formatTraceHeader(header);
        match(text, /^[\x21-\x7e]*$/);
        ok(text.length < 1024);
        deepEqual(parseTraceHeader(text), header);
      },
    ),
  );
});
