import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { openSqlite } from "../../store/sqlite.ts";
import { Store } from "../../store/store.ts";
import { UnitOfWork } from "../../store/unit-of-work.ts";
import { Table, type TableKind } from "../table.ts";
import { bindPrincipals, unbindPrincipals } from "./principal-ids.ts";
import { principalIds, roles, users, type Role, type User } from "./tables.ts";

const ACCOUNT = "111122223333";
const ADA = `arn:aws:iam::${ACCOUNT}:user/eng/ada`;
const WORKER = `arn:aws:iam::${ACCOUNT}:role/worker`;

/** A place where Ada and a worker role are known. */
async function world() {
  const unit = new UnitOfWork(new Store(openSqlite(":memory:")));
  const table = <Row extends object>(
    kind: TableKind<Row>,
    at: { accountId?: string } = {},
  ): Table<Row> =>
    new Table(kind, unit, { accountId: at.accountId ?? "", region: "" });
  const at = { accountId: ACCOUNT };
  await table(users, at).put({
    userName: "ada",
    userId: "AIDAADA",
    arn: ADA,
    groups: [],
    attachedPolicies: [],
  } as unknown as User);
  await table(roles, at).put({
    roleName: "worker",
    roleId: "AROAWORKER",
    arn: WORKER,
    attachedPolicies: [],
  } as unknown as Role);
  await table(principalIds).put({ id: "AIDAADA", arn: ADA });
  await table(principalIds).put({ id: "AROAWORKER", arn: WORKER });
  return { table };
}

const policy = (Principal: unknown): string =>
  JSON.stringify({
    Statement: [{ Effect: "Allow", Principal, Action: "sts:AssumeRole" }],
  });

void test("users and roles are stored by their ids; accounts, sessions, services and everyone stay as they are", async () => {
  const ctx = await world();
  const stay = [
    "*",
    ACCOUNT,
    `arn:aws:iam::${ACCOUNT}:root`,
    `arn:aws:sts::${ACCOUNT}:assumed-role/worker/one`,
  ];
  const given = policy({
    Service: "lambda.amazonaws.com",
    AWS: [ADA, WORKER, ...stay],
  });
  const bound = await bindPrincipals(given, ctx);
  assert.deepEqual(bound, {
    ok: true,
    document: policy({
      Service: "lambda.amazonaws.com",
      AWS: ["AIDAADA", "AROAWORKER", ...stay],
    }),
  });
  const untouched = `{ "Statement": ${JSON.stringify([{ Principal: "*" }])} }`;
  assert.deepEqual(await bindPrincipals(untouched, ctx), {
    ok: true,
    document: untouched,
  });
});

void test("an ARN that nobody has is told, also one with the right name under another path or case", async () => {
  const ctx = await world();
  for (const unknown of [
    `arn:aws:iam::${ACCOUNT}:user/ada`,
    `arn:aws:iam::${ACCOUNT}:user/eng/Ada`,
    `arn:aws:iam::${ACCOUNT}:role/eng/worker`,
    "arn:aws:iam::999999999999:role/worker",
  ])
    assert.deepEqual(
      await bindPrincipals(policy({ AWS: [WORKER, unknown] }), ctx),
      {
        ok: false,
        unknown,
      },
    );
});

void test("what was bound is shown as it was given, and an id whose holder is gone stays an id", async () => {
  const ctx = await world();
  const names = fc.constantFrom(ADA, WORKER, ACCOUNT, "*");
  await fc.assert(
    fc.asyncProperty(
      fc.array(names, { minLength: 1 }),
      fc.string(),
      async (AWS, Sid) => {
        const given = JSON.stringify({
          Version: "2012-10-17",
          Statement: {
            Sid,
            Principal: { AWS },
            Condition: { StringEquals: { AWS: ADA } },
          },
        });
        const bound = await bindPrincipals(given, ctx);
        assert.ok(bound.ok);
        assert.equal(await unbindPrincipals(bound.document, ctx), given);
      },
    ),
    { numRuns: 50 },
  );

  const bound = policy({ AWS: "AIDAADA" });
  await ctx.table(principalIds).delete("AIDAADA");
  assert.equal(await unbindPrincipals(bound, ctx), bound);
});
