import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePolicy } from "./parse/parse.ts";
import type { Policy } from "./policy.ts";
import { bindPrincipals, unbindPrincipals } from "./principal-ids.ts";
import { writePolicy } from "./write.ts";

const ROLE = "arn:aws:iam::111122223333:role/deploy";
const ROOT = "arn:aws:iam::111122223333:root";
const ID = "AROAEXAMPLEEXAMPLE01";

function trusting(...names: string[]): Policy {
  const statement = {
    Effect: "Allow",
    Principal: { AWS: names },
    Action: "sts:AssumeRole",
  };
  const text = JSON.stringify({ Version: "2012-10-17", Statement: statement });
  const result = parsePolicy(text, "trust");
  assert.ok(result.ok);
  return result.policy;
}

void test("a saved trust policy names ids, and shows ARNs while they exist", () => {
  const written = trusting(ROLE, ROOT);
  const bound = bindPrincipals(written, (arn) =>
    arn === ROLE ? ID : undefined,
  );
  assert.ok(bound.ok);
  assert.match(writePolicy(bound.policy), new RegExp(ID));
  assert.doesNotMatch(writePolicy(bound.policy), /role\/deploy/);
  assert.deepEqual(
    unbindPrincipals(bound.policy, (id) => (id === ID ? ROLE : undefined)),
    written,
  );
});

void test("the id of a deleted role stays an id", () => {
  const policy = trusting(ID);
  assert.deepEqual(
    unbindPrincipals(policy, () => undefined),
    policy,
  );
});

void test("a role that does not exist cannot be trusted", () => {
  assert.deepEqual(
    bindPrincipals(trusting(ROLE), () => undefined),
    { ok: false, unknown: ROLE },
  );
});
