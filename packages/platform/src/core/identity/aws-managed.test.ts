import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePolicy } from "@gatehouse/authz";
import { awsManagedPolicies, awsManagedPolicy } from "./aws-managed.ts";

void test("every one of AWS's managed policies can be read by the engine, the longest too", async () => {
  const policies = await awsManagedPolicies();
  assert.ok(policies.size > 1500, `${policies.size}`);
  const unreadable = [...policies.values()].filter(
    ({ document }) => !parsePolicy(document, "identity").ok,
  );
  assert.deepEqual(
    unreadable.map(({ arn }) => arn),
    [],
  );
});

void test("a policy that AWS does not have is none", async () => {
  const arn = "arn:aws:iam::aws:policy/";
  assert.ok(await awsManagedPolicy(`${arn}AdministratorAccess`));
  assert.equal(await awsManagedPolicy(`${arn}administratoraccess`), undefined);
});
