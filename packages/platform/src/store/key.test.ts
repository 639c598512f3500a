import { deepEqual, equal, throws } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  decodeKey,
  encodeKey,
  prefixRange,
  textRange,
  type Key,
} from "./key.ts";

// The last character is none of texts: it marks the ends of ranges.
const text = fc
  .string({ unit: "binary", maxLength: 8 })
  .map((any) => any.replaceAll("\u{10ffff}", ""));
const parts = fc.array(fc.oneof(text, fc.nat()), { maxLength: 4 });
const bytes = (key: string): Buffer => Buffer.from(key);
const sign = (n: number): number => Math.sign(n);

test("different keys are encoded differently, whatever characters they hold", () => {
  fc.assert(
    fc.property(
      fc.array(text, { maxLength: 4 }),
      fc.array(text, { maxLength: 4 }),
      (a, b) => {
        equal(
          encodeKey(a) === encodeKey(b),
          JSON.stringify(a) === JSON.stringify(b),
        );
      },
    ),
  );
});

test("an encoded key is taken apart into what it was made of", () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 4 }), (key) => {
      deepEqual(decodeKey(encodeKey(key)), key);
    }),
  );
});

test("encoded keys sort as their parts do, byte by byte", () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      equal(
        sign(Buffer.compare(bytes(encodeKey([a])), bytes(encodeKey([b])))),
        sign(Buffer.compare(bytes(a), bytes(b))),
      );
    }),
  );
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (a, b) => {
      equal(
        sign(Buffer.compare(bytes(encodeKey([a])), bytes(encodeKey([b])))),
        sign(a - b),
      );
    }),
  );
});

test("a prefix's range holds what begins with it and nothing else", () => {
  const within = (
    key: string,
    { from, to }: { from: string; to: string },
  ): boolean =>
    Buffer.compare(bytes(key), bytes(from)) >= 0 &&
    Buffer.compare(bytes(key), bytes(to)) < 0;
  fc.assert(
    fc.property(parts, parts, (prefix, rest) => {
      equal(within(encodeKey([...prefix, ...rest]), prefixRange(prefix)), true);
    }),
  );
  fc.assert(
    fc.property(text, text, text, (bucket, start, name) => {
      const key: Key = [bucket, name];
      equal(
        within(encodeKey(key), textRange([bucket], start)),
        name.startsWith(start),
      );
    }),
  );
});

test("a number that would not sort is refused", () => {
  for (const part of [-1, 1.5, NaN, Infinity, 2 ** 53])
    throws(() => encodeKey([part]), RangeError);
});
