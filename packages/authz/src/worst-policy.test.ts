import { ok } from "node:assert/strict";
import { test } from "node:test";
import {
  compile,
  contextOf,
  decide,
  parsePolicy,
  type CompiledPolicy,
  type PolicySet,
} from "./index.ts";

/** Characters that IAM accepts: a managed policy, a role's inline policies together, a bucket's policy. */
const MANAGED = 6144;
const INLINE = 10_240;
const BUCKET = 20_480;
/** The longest object key S3 takes, and a header as long as servers let pass. */
const RESOURCE = `arn:aws:s3:::bucket/${"a".repeat(1023)}`;
const USER_AGENT = "a".repeat(8192);

const request = {
  principal: {
    type: "role-session" as const,
    arn: "arn:aws:sts::111122223333:assumed-role/r/s",
    accountId: "111122223333",
    principalId: "AROAEXAMPLEEXAMPLE:s",
    roleArn: "arn:aws:iam::111122223333:role/r",
    sessionName: "s",
  },
  action: "s3:GetObject",
  resource: RESOURCE,
  resourceAccount: "111122223333",
  context: contextOf({ "aws:UserAgent": USER_AGENT, "aws:username": "a" }),
};

/** Statements that almost match, each in its own costly way. */
const KINDS: readonly ((i: number) => object)[] = [
  (i) => ({
    Effect: "Allow",
    Action: `s3:${"*e".repeat(20)}x${i}`,
    Resource: "*",
  }),
  (i) => ({
    Effect: "Deny",
    Action: "s3:*",
    Resource: `arn:aws:s3:::*${"a*".repeat(30)}b${i}`,
  }),
  (i) => ({
    Effect: "Deny",
    Action: "*",
    Resource: "*",
    Condition: { StringLike: { "aws:UserAgent": `${"*a?".repeat(30)}b${i}` } },
  }),
  (i) => ({
    Effect: "Deny",
    NotAction: "iam:*",
    NotResource: `arn:aws:s3:::${"*a".repeat(30)}*\${aws:username}*${i % 7}*`,
  }),
];

const ROUNDS = 400;

/**
 * The same question takes the same steps each time, so the mean of many is what nearly all of them take; a
 * clock of single decisions would measure the machine's other work.
 */
test("the costliest policies that IAM accepts are decided within a millisecond of computing", () => {
  for (const [name, kind] of KINDS.entries()) {
    const policies = fullOf(kind);
    for (let i = 0; i < ROUNDS / 4; i++) decide(request, policies);
    const began = computing();
    for (let i = 0; i < ROUNDS; i++) decide(request, policies);
    const mean = (computing() - began) / ROUNDS;
    ok(mean < 1000, `kind ${name}: ${mean} µs`);
  }
});

/** Ten managed policies, the inline ones, a boundary and a bucket's policy, each as long as it may be. */
function fullOf(kind: (i: number) => object): PolicySet {
  const managed = compiled(kind, MANAGED, "identity");
  return {
    identity: [
      ...Array.from({ length: 10 }, () => managed),
      compiled(kind, INLINE, "identity"),
    ],
    boundary: compiled(kind, MANAGED, "boundary"),
    resource: {
      kind: "resource",
      policy: compiled(
        (i) => ({ ...kind(i), Principal: "*" }),
        BUCKET,
        "resource",
      ),
    },
  };
}

function compiled(
  kind: (i: number) => object,
  size: number,
  use: "identity" | "boundary" | "resource",
): CompiledPolicy {
  const statements: object[] = [];
  const text = () =>
    JSON.stringify({ Version: "2012-10-17", Statement: statements });
  do statements.push(kind(statements.length));
  while (text().length + JSON.stringify(kind(statements.length)).length < size);
  const parsed = parsePolicy(text(), use);
  if (!parsed.ok) throw new Error(parsed.message);
  return compile(parsed.policy, { kind: use });
}

/** Microseconds that this thread has computed: what other processes do does not count. */
function computing(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
