import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { evaluate } from "./evaluate.ts";
import { parseExpression } from "./parse.ts";
import { ExpressionError } from "./value.ts";

const NOTHING = {
  metrics: [],
  valueOf: (id: string): never => {
    throw new ExpressionError(`no query has the id ${id}`);
  },
};

const worth = (text: string) => {
  const value = evaluate(parseExpression(text), NOTHING);
  assert.equal(value.kind, "scalar");
  return value.kind === "scalar" ? value.value : undefined;
};

void test("operators bind as in arithmetic", () => {
  assert.equal(worth("1 + 2 * 3"), 7);
  assert.equal(worth("(1 + 2) * 3"), 9);
  assert.equal(worth("10 - 4 - 3"), 3);
  assert.equal(worth("2 ^ 3 ^ 2"), 512);
  assert.equal(worth("-2 ^ 2"), -4);
  assert.equal(worth("2 * -3"), -6);
  assert.equal(worth("abs(-1.5e1) / .5"), 30);
});

void test("any text is read or refused with an ExpressionError, and nothing else happens", () => {
  const piece = fc.constantFrom(
    "1",
    "m1",
    "+",
    "-",
    "*",
    "/",
    "^",
    "(",
    ")",
    "[",
    "]",
    ",",
    "SUM(",
    "FILL(",
    "'x'",
    '"',
    " ",
    "constructor",
    "__proto__",
    "\u0000",
    "é",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      try {
        evaluate(parseExpression(pieces.join("")), NOTHING);
      } catch (error) {
        assert.ok(error instanceof ExpressionError, String(error));
      }
    }),
    { numRuns: 1000 },
  );
});

void test("deep nesting is refused before it hurts", () => {
  for (const text of [
    "(".repeat(5000),
    "-".repeat(5000) + "1",
    "SUM([".repeat(2000),
  ])
    assert.throws(() => parseExpression(text), /nested too deeply/);
});
