import assert from "node:assert/strict";
import { test } from "node:test";
import { compile } from "../compile/policy.ts";
import type { Policy, Statement } from "../policy.ts";
import type { AccessRequest, Context } from "../request.ts";
import { contextOf } from "../request.ts";
import { decide } from "./decide.ts";

const everything: Statement = {
  effect: "Allow",
  actions: ["*"],
  resources: ["*"],
  conditions: [],
};
const identity = (...statements: Statement[]) => [
  compile({ version: "2012-10-17", statements } satisfies Policy, {
    kind: "identity",
    arn: "arn:aws:iam::111122223333:policy/p",
  }),
];

const request = (context: Context = contextOf({})): AccessRequest => ({
  principal: {
    type: "user",
    arn: "arn:aws:iam::111122223333:user/ann",
    accountId: "111122223333",
    principalId: "AIDAEXAMPLEEXAMPLE01",
  },
  action: "lambda:GetFunction",
  resource: "*",
  context,
});

void test("a decision names the statement that made it", () => {
  const second = { ...everything, sid: "All" };
  const other = { ...everything, actions: ["s3:*"] };
  assert.deepEqual(decide(request(), { identity: identity(other, second) }), {
    allowed: true,
    reason: "allowed",
    layer: "identity",
    statement: {
      policy: { kind: "identity", arn: "arn:aws:iam::111122223333:policy/p" },
      sid: "All",
      index: 1,
    },
  });
});

const WHEN: Statement = {
  ...everything,
  conditions: [{ operator: "StringEquals", key: "aws:x", values: ["1"] }],
};

void test("a condition key may be looked up when a condition asks for it", () => {
  const asked: string[] = [];
  const context = (key: string) => {
    asked.push(key);
    return key === "aws:x" ? "1" : undefined;
  };
  const policies = { identity: identity(WHEN) };
  assert.equal(decide(request(context), policies).allowed, true);
  assert.deepEqual(asked, ["aws:x"]);
});

void test("a look-up that fails denies", () => {
  const context = () => {
    throw new Error("no answer");
  };
  const policies = { identity: identity(WHEN) };
  assert.equal(decide(request(context), policies).reason, "engine-error");
});

void test("a request or a policy that is none denies", () => {
  assert.equal(
    decide({} as AccessRequest, { identity: identity(everything) }).allowed,
    false,
  );
  const broken = { identity: [{}] } as never;
  assert.equal(decide(request(), broken).reason, "engine-error");
});

void test("an unknown operator neither allows nor stops a deny", () => {
  const odd = { operator: "StringIsh", key: "aws:x", values: ["1"] };
  const allow = { ...everything, conditions: [odd] };
  const deny = { ...allow, effect: "Deny" as const };
  const context = contextOf({ "aws:x": "1" });
  assert.equal(
    decide(request(context), { identity: identity(allow) }).reason,
    "implicit-deny",
  );
  assert.equal(
    decide(request(context), { identity: identity(everything, deny) }).reason,
    "explicit-deny",
  );
});

void test("a policy of two thousand statements finds the one that matches", () => {
  const statements = Array.from({ length: 2000 }, (_, i): Statement => ({
    ...everything,
    resources: [`arn:aws:lambda:*:111122223333:function:f${i}-*`],
  }));
  const policies = { identity: identity(...statements) };
  const ask = (name: string) =>
    decide(
      {
        ...request(),
        resource: `arn:aws:lambda:us-east-1:111122223333:function:${name}`,
      },
      policies,
    );
  assert.equal(ask("f1234-live").statement?.index, 1234);
  assert.equal(ask("f2000-live").reason, "implicit-deny");
});
