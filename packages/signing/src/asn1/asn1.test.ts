import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  Malformed,
  readElement,
  readOid,
  readText,
  readTime,
  type Element,
} from "./read.ts";
import {
  element,
  generalizedTime,
  integer,
  octetString,
  oid,
  openEnded,
  sequence,
  setOf,
  utf8String,
} from "./write.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const bytes = (text: string) => Buffer.from(text, "hex");
const refused = (text: string) =>
  assert.throws(() => readElement(bytes(text)), Malformed);

test("elements nest, with definite and with indefinite lengths", () => {
  const inner = octetString(Buffer.from("x"));
  for (const outer of [sequence(inner, inner), openEnded(0x30, inner, inner)]) {
    const read = readElement(outer);
    assert.deepEqual(
      read.children.map(({ raw }) => hex(raw)),
      [hex(inner), hex(inner)],
    );
    assert.equal(hex(read.raw), hex(outer));
  }
});

test("lengths that are not shortest, overrun, or leave bytes over are refused", () => {
  refused("308100");
  refused("04810141");
  refused("0482004141");
  refused("0405414141");
  refused("040141ff");
  refused("0485010000000041");
  refused("0480414100");
  refused("30800401");
  refused("");
  refused("00");
  refused("1f8101");
});

test("nesting is bounded", () => {
  const nested = (depth: number) => {
    let inner: Uint8Array = sequence();
    for (let level = 0; level < depth; level++) inner = sequence(inner);
    return inner;
  };
  assert.equal(readElement(nested(20)).tag, 0x30);
  assert.throws(() => readElement(nested(21)), Malformed);
  assert.throws(
    () => readElement(Buffer.alloc(100_000, bytes("3080"))),
    Malformed,
  );
});

test("object identifiers of any size round-trip", () => {
  const arc = fc.bigInt({ min: 0n, max: 1n << 130n });
  fc.assert(
    fc.property(
      fc.nat(2),
      fc.bigInt({ min: 0n, max: 39n }),
      fc.array(arc, { maxLength: 5 }),
      (root, second, rest) => {
        const dotted = [root, second, ...rest].join(".");
        assert.equal(readOid(readElement(oid(dotted)), "it"), dotted);
      },
    ),
  );
  assert.equal(hex(oid("1.2.840.113549.1.7.2")), "06092a864886f70d010702");
});

test("object identifiers with padding or without end are refused", () => {
  for (const content of ["0603 2a8001", "0602 2a86", "0600"])
    assert.throws(
      () => readOid(readElement(bytes(content.replace(" ", ""))), "it"),
      Malformed,
    );
});

test("times round-trip to the millisecond, without trailing zeros", () => {
  const min = new Date("0001-01-01");
  const max = new Date("9999-12-31");
  fc.assert(
    fc.property(fc.date({ min, max, noInvalidDate: true }), (time) => {
      assert.deepEqual(
        readTime(readElement(generalizedTime(time)), "it"),
        time,
      );
    }),
  );
  const written = generalizedTime(new Date("2022-02-11T17:45:24.330Z"));
  assert.equal(
    Buffer.from(written.subarray(2)).toString(),
    "20220211174524.33Z",
  );
});

test("times that do not exist or name no zone are refused", () => {
  for (const text of [
    "20230229000000Z",
    "20230101000000",
    "20230101000000+0100",
    "2023010100Z",
    "20231301000000Z",
    "20230101000000.1234Z",
  ])
    assert.throws(
      () => readTime(readElement(element(0x18, Buffer.from(text))), "it"),
      Malformed,
    );
});

test("texts must be UTF-8 without control characters", () => {
  const read = (content: Uint8Array) =>
    readText(readElement(element(0x0c, content)), "it");
  assert.equal(readText(readElement(utf8String("arn:é")), "it"), "arn:é");
  assert.throws(() => read(Buffer.from([0xff])), Malformed);
  assert.throws(() => read(Buffer.from("a\nb")), Malformed);
});

test("sets are sorted and integers shortest", () => {
  assert.equal(hex(setOf(integer(2), integer(1))), "3106020101020102");
  assert.equal(hex(integer(bytes("000080"))), "02020080");
  assert.equal(hex(integer(bytes("0000"))), "020100");
});

test("arbitrary bytes either parse or are refused, and parsed ones keep all their bytes", () => {
  const weigh = ({ raw, children }: Element): number =>
    children.reduce((sum, child) => sum + weigh(child), raw.length);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (input) => {
      try {
        const read = readElement(input);
        assert.equal(hex(read.raw), hex(input));
        assert(weigh(read) >= input.length);
      } catch (error) {
        assert(error instanceof Malformed);
      }
    }),
    { numRuns: 2_000 },
  );
});
