import { equal, ok } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readPattern } from "./event-pattern.ts";

/** Pattern, an event that it lets through, and one that it does not. */
const CASES: readonly [
  what: string,
  pattern: unknown,
  yes: unknown,
  no: unknown,
][] = [
  ["an equal string", { a: ["x"] }, { a: "x" }, { a: "X" }],
  ["an equal number", { a: [1] }, { a: 1.0 }, { a: "1" }],
  ["null", { a: [null] }, { a: null }, { a: "" }],
  ["a boolean", { a: [true] }, { a: true }, { a: "true" }],
  ["one of several values", { a: ["x", "y"] }, { a: "y" }, { a: "z" }],
  ["one element of a list", { a: ["x"] }, { a: ["z", "x"] }, { a: ["z"] }],
  ["all fields", { a: ["x"], b: ["y"] }, { a: "x", b: "y" }, { a: "x" }],
  ["a field of a field", { a: { b: ["x"] } }, { a: { b: "x" } }, { a: "x" }],
  [
    "fields of one and the same element",
    { a: { b: [1], c: [2] } },
    { a: [{ b: 1, c: 2 }] },
    { a: [{ b: 1 }, { c: 2 }] },
  ],
  ["a prefix", { a: [{ prefix: "ab" }] }, { a: "abc" }, { a: "bab" }],
  ["a suffix", { a: [{ suffix: ".png" }] }, { a: "x.png" }, { a: "png" }],
  [
    "a prefix in any case",
    { a: [{ prefix: { "equals-ignore-case": "AB" } }] },
    { a: "abc" },
    { a: "b" },
  ],
  [
    "any case",
    { a: [{ "equals-ignore-case": "Ab" }] },
    { a: "aB" },
    { a: "a" },
  ],
  ["a wildcard", { a: [{ wildcard: "a*c*e" }] }, { a: "abcde" }, { a: "ace!" }],
  [
    "an escaped asterisk",
    { a: [{ wildcard: "a\\*" }] },
    { a: "a*" },
    { a: "ab" },
  ],
  [
    "no overlap of a wildcard's parts",
    { a: [{ wildcard: "ab*ba" }] },
    { a: "abba" },
    { a: "aba" },
  ],
  ["a bound", { a: [{ numeric: [">", 5] }] }, { a: 6 }, { a: 5 }],
  ["a range", { a: [{ numeric: [">=", 0, "<", 10] }] }, { a: 0 }, { a: 10 }],
  [
    "no number in a string",
    { a: [{ numeric: ["=", 5] }] },
    { a: 5 },
    { a: "5" },
  ],
  ["existence", { a: [{ exists: true }] }, { a: null }, { b: 1 }],
  ["absence", { a: [{ exists: false }] }, { b: 1 }, { a: 1 }],
  [
    "anything but one",
    { a: [{ "anything-but": "x" }] },
    { a: "y" },
    { a: "x" },
  ],
  [
    "nothing where anything but is asked for",
    { a: [{ "anything-but": "x" }] },
    { a: 1 },
    {},
  ],
  [
    "anything but some",
    { a: [{ "anything-but": [1, 2] }] },
    { a: 3 },
    { a: 2 },
  ],
  [
    "anything but a prefix",
    { a: [{ "anything-but": { prefix: "x" } }] },
    { a: "y" },
    { a: "xy" },
  ],
  [
    "an address",
    { a: [{ cidr: "10.0.0.0/24" }] },
    { a: "10.0.0.9" },
    { a: "10.0.1.9" },
  ],
  [
    "an IPv6 address",
    { a: [{ cidr: "fd00::/8" }] },
    { a: "fd12::1" },
    { a: "fe80::1" },
  ],
  ["either", { $or: [{ a: [1] }, { b: [2] }] }, { b: 2 }, { a: 2, b: 1 }],
  [
    "either, and more",
    { c: [3], $or: [{ a: [1] }, { b: [2] }] },
    { a: 1, c: 3 },
    { a: 1 },
  ],
];

for (const [what, pattern, yes, no] of CASES)
  test(`a pattern asks for ${what}`, () => {
    const reading = readPattern(JSON.stringify(pattern));
    ok(reading.ok);
    equal(reading.pattern.matches(yes), true);
    equal(reading.pattern.matches(no), false);
  });

for (const bad of [
  "{",
  "[]",
  "{}",
  '{"a":1}',
  '{"a":[]}',
  '{"a":[{}]}',
  '{"a":[{"nope":1}]}',
  '{"a":[{"constructor":1}]}',
  '{"a":[{"prefix":1}]}',
  '{"a":[{"numeric":["~",1]}]}',
  '{"a":[{"numeric":["<"]}]}',
  '{"a":[{"cidr":"10.0.0.0/33"}]}',
  '{"a":[{"wildcard":"a**b"}]}',
  '{"a":[{"exists":"yes"}]}',
])
  test(`${bad} is no pattern`, () => {
    equal(readPattern(bad).ok, false);
  });

test("a pattern counts its combinations as SNS does", () => {
  const reading = readPattern('{"a":["x","y"],"b":{"c":[1,2,3]}}');
  ok(reading.ok);
  equal(reading.pattern.combinations, 6);
});

test("no text and no event make the engine throw", () => {
  const leaf = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.record({
      wildcard: fc.string(),
    }),
    fc.record({ numeric: fc.jsonValue() }),
    fc.record({ "anything-but": fc.jsonValue() }),
  );
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.constantFrom("a", "b", "$or", "__proto__"),
        fc.array(leaf),
      ),
      fc.jsonValue(),
      (pattern, event) => {
        const reading = readPattern(JSON.stringify(pattern));
        if (reading.ok) reading.pattern.matches(event);
      },
    ),
  );
});

test("a field's own values are let through by a pattern made of them", () => {
  const plain = fc.oneof(fc.string(), fc.integer(), fc.boolean());
  fc.assert(
    fc.property(fc.dictionary(fc.string(), plain, { minKeys: 1 }), (event) => {
      const pattern = Object.fromEntries(
        Object.entries(event).map(([name, value]) => [name, [value]]),
      );
      const reading = readPattern(JSON.stringify(pattern));
      ok(reading.ok);
      equal(reading.pattern.matches(event), true);
    }),
  );
});
