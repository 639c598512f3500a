import { equal } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { matches } from "./wildcard.ts";

test("a star stands for any characters, a question mark for one, a backslash for the next as it is", () => {
  equal(matches("web-server", "web*"), true);
  equal(matches("web-server", "*ser?er"), true);
  equal(matches("web-server", "web"), false);
  equal(matches("a*b", "a\\*b"), true);
  equal(matches("axb", "a\\*b"), false);
  equal(matches("", "*"), true);
  equal(matches("", "?"), false);
});

test("a pattern matches what a regular expression made of it matches", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "b", "."),
    maxLength: 9,
  });
  const pattern = fc.string({
    unit: fc.constantFrom("a", "b", ".", "*", "?"),
    maxLength: 7,
  });
  fc.assert(
    fc.property(text, pattern, (value, asked) => {
      const source = asked
        .replaceAll(".", "\\.")
        .replaceAll("*", ".*")
        .replaceAll("?", ".");
      equal(matches(value, asked), new RegExp(`^${source}$`).test(value));
    }),
  );
});

test("a hostile pattern is answered all the same", () => {
  equal(matches("a".repeat(2000), "*a".repeat(200) + "b"), false);
});
