import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fits, spell } from "../plain/text.test-support.ts";
import { compileGlob } from "./glob.ts";
import { tokenize } from "./tokens.ts";

const glob = (pattern: string) =>
  compileGlob(tokenize(pattern, { wildcards: true, variables: false }));

void test("a star is any run of characters and a question mark is one", () => {
  assert.ok(glob("a*c")("abbc"));
  assert.ok(glob("a*c")("ac"));
  assert.ok(!glob("a*c")("acb"));
  assert.ok(glob("a?c")("abc"));
  assert.ok(!glob("a?c")("ac"));
  assert.ok(glob("*b?d*")("aabcdd"));
  assert.ok(!glob("ab*ba")("aba"));
  assert.ok(glob("")(""));
  assert.ok(!glob("")("a"));
});

void test("patterns match as the textbook table says", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "b", ":"),
    maxLength: 14,
  });
  const pattern = fc.string({
    unit: fc.constantFrom("a", "b", ":", "*", "?"),
    maxLength: 9,
  });
  fc.assert(
    fc.property(pattern, text, (p, t) => {
      const signs = spell(p, true, false, () => undefined)!;
      assert.equal(glob(p)(t), fits(signs, t));
    }),
    { numRuns: 20_000 },
  );
});

void test("long texts between stars are found where they stand", () => {
  const char = fc.constantFrom("a", "b", "ā", "á");
  const start = fc.string({ unit: char, maxLength: 200 });
  const middle = fc.array(fc.option(char), { minLength: 60, maxLength: 140 });
  fc.assert(
    fc.property(start, middle, start, char, (before, signs, after, other) => {
      const pattern = signs.map((sign) => sign ?? "?").join("");
      const text = signs.map((sign) => sign ?? other).join("");
      assert.ok(glob(`*${pattern}*`)(before + text + after));
      assert.ok(
        glob(`?*${pattern}*?`)(`${other}${before}${text}${after}${other}`),
      );
      assert.ok(!glob(`*${pattern}c*`)(before + text + after));
      const value = before + text.slice(1) + after;
      const signsOf = spell(`*${pattern}*`, true, false, () => undefined)!;
      assert.equal(glob(`*${pattern}*`)(value), fits(signsOf, value));
    }),
    { numRuns: 500 },
  );
});

void test("a pattern of 64 KB of wildcards does not run away", () => {
  const value = "a".repeat(20_000);
  for (const pattern of ["*a", "*a*?", "a*", "*?a", "*aab"])
    assert.ok(!glob(pattern.repeat(13_000) + "b")(value));
  assert.ok(glob("*a".repeat(20_000))(value));
  const halves = "a?".repeat(5_000);
  assert.ok(!glob(`*${halves}b*`)(value));
  assert.ok(glob(`*${halves}a*`)(value));
  assert.ok(!glob(`*${"a".repeat(10_000)}b*`)(value));
});
