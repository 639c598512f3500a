import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  anyResource,
  anyResourcePattern,
} from "../plain/generate.test-support.ts";
import type { PolicyVersion, Statement } from "../policy.ts";
import { indexByResource } from "./resource-index.ts";
import { compileStatement } from "./statement.ts";

const statementsOn = (
  resources: readonly (readonly string[])[],
  version: PolicyVersion = "2012-10-17",
) =>
  resources.map((patterns, i) => {
    const written: Statement = {
      effect: "Allow",
      actions: ["*"],
      resources: patterns,
      conditions: [],
    };
    return compileStatement(written, i, { kind: "identity" }, version);
  });

void test("narrowing keeps every statement that matches", () => {
  const end = fc.constantFrom("", ":1", "/b", "${x}", "*");
  const text = fc.tuple(anyResource, end).map((parts) => parts.join(""));
  const pattern = fc.oneof(
    anyResourcePattern,
    fc.tuple(anyResourcePattern, end).map((parts) => parts.join("")),
  );
  const patterns = fc.array(pattern, { minLength: 1, maxLength: 3 });
  const many = fc.array(patterns, { minLength: 13, maxLength: 40 });
  const version = fc.constantFrom("2012-10-17" as const, "2008-10-17" as const);
  const value = fc.constantFrom("red", "red:1", "b/*", undefined);
  fc.assert(
    fc.property(many, text, version, value, (lists, resource, v, tag) => {
      const statements = statementsOn(lists, v);
      const plausible = indexByResource(statements)(resource);
      for (const statement of statements)
        if (statement.resource(resource, () => tag))
          assert.ok(plausible.includes(statement));
    }),
    { numRuns: 2_000 },
  );
});

void test("narrowing leaves few of many statements", () => {
  const arn = "arn:aws:lambda:*:111122223333:function";
  const statements = statementsOn(
    Array.from({ length: 500 }, (_, i) => [`${arn}:f${i}-*`, `${arn}:g${i}`]),
  );
  const narrowed = indexByResource(statements);
  const here = "arn:aws:lambda:us-east-1:111122223333:function";
  assert.equal(narrowed(`${here}:f77-x`).length, 1);
  assert.equal(narrowed(`${here}:g77`).length, 1);
  assert.equal(narrowed(`${here}:h77`).length, 0);
});
