import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decide } from "../decide/decide.ts";
import { explain } from "../explain/explain.ts";
import { smallestAllow } from "../explain/smallest-allow.ts";
import { survey } from "../explain/survey.ts";
import type { Policy } from "../policy.ts";
import { compileAll } from "./compile-all.test-support.ts";
import type { PlainPolicies } from "./evaluate.test-support.ts";
import { plainDecide } from "./evaluate.test-support.ts";
import { anyPolicies, anyRequest } from "./generate.test-support.ts";

const cases = Number(process.env["AUTHZ_CASES"] ?? 20_000);

void test(`the compiled evaluator and the plain one agree in ${cases} cases`, () => {
  const requests = fc.array(anyRequest, { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(requests, anyPolicies, (asked, policies) => {
      const set = compileAll(policies);
      for (const request of asked) {
        const { reason, layer } = decide(request, set);
        assert.equal(`${reason} ${layer}`, plainDecide(request, policies));
      }
    }),
    { numRuns: cases / 5 },
  );
});

void test("an explanation decides as the decision does, and shows the statement that decided", () => {
  fc.assert(
    fc.property(anyRequest, anyPolicies, (request, policies) => {
      const set = compileAll(policies);
      const { decision, layers } = explain(request, set);
      assert.deepEqual(decision, decide(request, set));
      if (!decision.statement) return;
      const shown = layers
        .flatMap(({ statements }) => statements)
        .filter(({ statement }) => statement === decision.statement);
      assert.ok(shown.length > 0 && shown.every(({ matched }) => matched));
    }),
    { numRuns: 2_000 },
  );
});

void test("a survey finds the statements that an explanation shows as matching, and the same outcomes", () => {
  fc.assert(
    fc.property(anyRequest, anyPolicies, (request, policies) => {
      const set = compileAll(policies);
      const told = explain(request, set);
      const { decision, crossAccount, layers } = survey(request, set);
      assert.deepEqual(
        [decision, crossAccount],
        [told.decision, told.crossAccount],
      );
      assert.deepEqual(
        layers.map(({ layer, outcome, matched }) => ({
          layer,
          outcome,
          matched: matched.map(({ statement }) => statement),
        })),
        told.layers.map(({ layer, outcome, statements }) => ({
          layer,
          outcome,
          matched: statements
            .filter(({ matched }) => matched)
            .map(({ statement }) => statement),
        })),
      );
    }),
    { numRuns: 2_000 },
  );
});

void test("the smallest allow allows, also by the plain evaluator, and an explicit deny has none", () => {
  fc.assert(
    fc.property(anyRequest, anyPolicies, (request, policies) => {
      const set = compileAll(policies);
      const before = decide(request, set);
      const found = smallestAllow(request, set);
      if (!found.possible) {
        assert.equal(found.decision.allowed, false);
        assert.notEqual(found.decision.reason, "allowed");
        return;
      }
      assert.notEqual(before.reason, "explicit-deny");
      assert.equal(found.additions.length === 0, before.allowed);
      assert.match(
        plainDecide(request, withAdditions(policies, found.additions)),
        /^allowed/,
      );
    }),
    { numRuns: 2_000 },
  );
});

function withAdditions(
  policies: PlainPolicies,
  additions: Extract<
    ReturnType<typeof smallestAllow>,
    { possible: true }
  >["additions"],
): PlainPolicies {
  return additions.reduce<PlainPolicies>((set, { layer, level, statement }) => {
    const alone: Policy = { version: "2012-10-17", statements: [statement] };
    const onto = (policy: Policy | undefined): Policy =>
      policy
        ? { ...policy, statements: [...policy.statements, statement] }
        : alone;
    switch (layer) {
      case "identity":
        return { ...set, identity: [...set.identity, alone] };
      case "session":
        return { ...set, session: [...(set.session ?? []), alone] };
      case "boundary":
        return { ...set, boundary: onto(set.boundary) };
      case "scp":
        return {
          ...set,
          scps: set.scps!.map((group, i) =>
            i === level ? [...group, alone] : group,
          ),
        };
      case "resource":
      case "trust":
        return {
          ...set,
          resource: {
            kind: set.resource?.kind ?? "resource",
            policy: onto(set.resource?.policy),
          },
        };
      case "rcp":
        return set;
    }
  }, policies);
}
