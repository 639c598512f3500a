import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { embeddedMetrics } from "./embedded-metrics.ts";

const NOW = 1_700_000_000_000;

/** A message with embedded metrics. */
const message = (
  members: object,
  directive: object = {},
  metadata: object = {},
): string =>
  JSON.stringify({
    _aws: {
      Timestamp: NOW,
      CloudWatchMetrics: [
        {
          Namespace: "shop",
          Dimensions: [["service"]],
          Metrics: [{ Name: "latency", Unit: "Milliseconds" }],
          ...directive,
        },
      ],
      ...metadata,
    },
    service: "orders",
    latency: 12,
    ...members,
  });

const read = (text: string) => embeddedMetrics(text, NOW);

/** The values read, shortened to what a test is about. */
const values = (text: string) =>
  read(text).measurements.map(({ name, value, dimensions }) => [
    name,
    value,
    dimensions,
  ]);

void test("a metric has its namespace, unit, dimensions, value and time", () => {
  deepEqual(read(message({})), {
    measurements: [
      {
        namespace: "shop",
        name: "latency",
        dimensions: { service: "orders" },
        value: 12,
        unit: "Milliseconds",
        at: NOW,
        resolution: 60,
      },
    ],
    invalid: 0,
  });
});

void test("each set of dimensions makes the metric once, and the empty one makes it without", () => {
  deepEqual(
    values(
      message(
        { region: "here" },
        { Dimensions: [["service", "region"], ["region"], []] },
      ),
    ),
    [
      ["latency", 12, { service: "orders", region: "here" }],
      ["latency", 12, { region: "here" }],
      ["latency", 12, {}],
    ],
  );
});

void test("arrays bring up to 100 values", () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i);
  equal(read(message({ latency: hundred })).measurements.length, 100);
  deepEqual(read(message({ latency: [...hundred, 1] })), {
    measurements: [],
    invalid: 1,
  });
});

void test("several namespaces stand in one message, and a faulty one does not hinder the others", () => {
  const directive = (Namespace: string, Name: string) => ({
    Namespace,
    Dimensions: [[]],
    Metrics: [{ Name, StorageResolution: 1 }],
  });
  const { measurements, invalid } = read(
    message(
      { hits: 3 },
      {},
      {
        CloudWatchMetrics: [
          directive("a", "latency"),
          directive("b", "missing"),
          directive("c", "hits"),
        ],
      },
    ),
  );
  deepEqual(
    measurements.map(({ namespace, value, unit, resolution }) => [
      namespace,
      value,
      unit,
      resolution,
    ]),
    [
      ["a", 12, "None", 1],
      ["c", 3, "None", 1],
    ],
  );
  equal(invalid, 1);
});

void test("what the Node.js runtimes write before a message does not hide its metrics", () => {
  const prefix =
    "2026-11-22T10:00:00.000Z\t8f5e9a4e-7c07-4b1a-9d2e-0d7a3a1f5b11\tINFO\t";
  equal(read(`${prefix}${message({})}\n`).measurements.length, 1);
  equal(read(`see ${message({})}`).measurements.length, 0);
});

void test("what is not as specified makes no metric, and is counted", () => {
  const faulty: Record<string, string> = {
    "no namespace": message({}, { Namespace: undefined }),
    "AWS's own namespace": message({}, { Namespace: "AWS/Lambda" }),
    "a value that is a text": message({ latency: "12" }),
    "a value that is missing": message({ latency: undefined }),
    "a value within another member": message(
      { inner: { latency: 1 } },
      { Metrics: [{ Name: "inner.latency" }] },
    ),
    "a value too large": message({ latency: 1e300 }),
    "an unknown unit": message(
      {},
      { Metrics: [{ Name: "latency", Unit: "Furlongs" }] },
    ),
    "a resolution of 30 seconds": message(
      {},
      { Metrics: [{ Name: "latency", StorageResolution: 30 }] },
    ),
    "no dimensions": message({}, { Dimensions: undefined }),
    "no set of dimensions": message({}, { Dimensions: [] }),
    "a dimension without a value": message({ service: undefined }),
    "a dimension that is a number": message({ service: 1 }),
    "31 dimensions": message(
      {},
      { Dimensions: [Array.from({ length: 31 }, () => "service")] },
    ),
    "101 metrics": message(
      {},
      { Metrics: Array.from({ length: 101 }, () => ({ Name: "latency" })) },
    ),
    "a time over two weeks ago": message({}, {}, { Timestamp: NOW - 15e8 }),
    "a time over two hours ahead": message({}, {}, { Timestamp: NOW + 8e6 }),
    "no time": message({}, {}, { Timestamp: undefined }),
    "a member of the prototype": message(
      {},
      { Metrics: [{ Name: "constructor" }] },
    ),
  };
  for (const [what, text] of Object.entries(faulty))
    deepEqual(read(text), { measurements: [], invalid: 1 }, what);
});

void test("a small message cannot make endless metrics", () => {
  const text = message(
    { latency: Array.from({ length: 100 }, () => 1) },
    {
      Dimensions: Array.from({ length: 5000 }, () => []),
      Metrics: Array.from({ length: 100 }, () => ({ Name: "latency" })),
    },
  );
  deepEqual(read(text), { measurements: [], invalid: 1 });
});

void test("no message breaks the reading, and all that is read is well-formed", () => {
  const json = fc.jsonValue({ maxDepth: 3 });
  const loose = fc.record(
    {
      Namespace: fc.oneof(fc.string(), json),
      Dimensions: fc.oneof(
        fc.array(fc.array(fc.constantFrom("service", "a", "__proto__"))),
        json,
      ),
      Metrics: fc.oneof(
        fc.array(
          fc.record(
            {
              Name: fc.constantFrom("latency", "a", "toString"),
              Unit: fc.constantFrom("Count", "Count/Second", "Other"),
              StorageResolution: fc.constantFrom(1, 60, 61),
            },
            { requiredKeys: [] },
          ),
        ),
        json,
      ),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      fc.oneof(fc.array(fc.oneof(loose, json)), json),
      json,
      fc.oneof(fc.constant(NOW), json),
      (CloudWatchMetrics, a, Timestamp) => {
        const { measurements } = read(
          message({ a }, {}, { CloudWatchMetrics, Timestamp }),
        );
        for (const one of measurements) {
          ok(one.namespace !== "" && !one.namespace.startsWith("AWS/"));
          ok(Number.isFinite(one.value));
          ok(Object.values(one.dimensions).every((v) => v.trim() !== ""));
          equal(one.at, NOW);
        }
      },
    ),
  );
});
