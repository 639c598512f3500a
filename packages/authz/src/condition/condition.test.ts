import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { holds } from "../plain/condition.test-support.ts";
import { anyCondition, anyRequest } from "../plain/generate.test-support.ts";
import type { Lookup } from "../request.ts";
import { compileCondition } from "./condition.ts";
import { parseOperatorName } from "./operator-name.ts";
import { operators } from "./operators.ts";

void test("every operator of AWS's list is there, and no other name is one", () => {
  assert.equal(operators.size, 26);
  for (const name of [
    "stringEquals",
    "StringEqualsIfexists",
    "ForAllValue:Bool",
    "ForAnyValue:Null",
    "NullIfExists",
    "constructor",
    "",
  ])
    assert.equal(parseOperatorName(name), undefined, name);
});

void test("an unknown operator leaves every request in doubt", () => {
  const condition = { operator: "StringIsh", key: "k", values: ["v"] };
  const { test: holdsFor } = compileCondition(condition, "2012-10-17");
  assert.equal(
    holdsFor(() => "v"),
    undefined,
  );
});

void test("compiled conditions and plain ones agree", () => {
  const version = fc.constantFrom("2012-10-17" as const, "2008-10-17" as const);
  fc.assert(
    fc.property(anyCondition, anyRequest, version, (condition, request, v) => {
      const { context } = request;
      const lookup: Lookup =
        typeof context === "function" ? context : (key) => context.get(key);
      const verdict = compileCondition(condition, v).test(lookup);
      assert.equal(
        verdict === undefined ? "maybe" : verdict ? "yes" : "no",
        holds(condition, v === "2012-10-17", lookup),
      );
    }),
    { numRuns: Number(process.env["AUTHZ_CASES"] ?? 20_000) },
  );
});
