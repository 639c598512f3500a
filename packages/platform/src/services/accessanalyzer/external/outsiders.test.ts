import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { outsidersIn } from "./outsiders.ts";

const OWN = "111111111111";
const OTHER = "222222222222";
const RESOURCE = "arn:aws:s3:::photos/*";

const policy = (...statements: Record<string, unknown>[]): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: RESOURCE,
      ...statement,
    })),
  });

const who = (document: string): string[] =>
  outsidersIn(document, "resource", OWN).map(
    ({ principal, isPublic }) =>
      `${Object.values(principal)[0]}${isPublic ? " (public)" : ""}`,
  );

const ANYBODY = { Principal: "*" };
const whoIf = (operator: string, key: string, value: string): string[] =>
  who(policy({ ...ANYBODY, Condition: { [operator]: { [key]: value } } }));

test("other accounts, users and roles are outsiders; the account's own are not", () => {
  const role = `arn:aws:iam::${OTHER}:role/reader`;
  deepEqual(who(policy({ Principal: { AWS: [OTHER, role] } })), [OTHER, role]);
  deepEqual(
    who(
      policy({ Principal: { AWS: [OWN, `arn:aws:iam::${OWN}:role/reader`] } }),
    ),
    [],
  );
});

test("everybody is public, but not where a condition says who it must be", () => {
  deepEqual(who(policy(ANYBODY)), ["* (public)"]);
  deepEqual(whoIf("StringEquals", "aws:PrincipalAccount", OWN), []);
  deepEqual(whoIf("StringEquals", "aws:PrincipalAccount", OTHER), [OTHER]);
  deepEqual(whoIf("StringEquals", "aws:PrincipalOrgID", "o-abcdefghij"), []);
  deepEqual(whoIf("StringNotEquals", "aws:PrincipalAccount", OWN), [
    "* (public)",
  ]);
});

test("a pattern that fits principals of any account is met by anybody", () => {
  deepEqual(whoIf("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/ci-*"), [
    "* (public)",
  ]);
  deepEqual(whoIf("StringLike", "aws:PrincipalAccount", "2*"), ["* (public)"]);
  deepEqual(
    whoIf("ArnLike", "aws:PrincipalArn", `arn:aws:iam::${OWN}:role/ci-*`),
    [],
  );
});

test("a condition that an outsider can meet keeps nobody out", () => {
  deepEqual(whoIf("IpAddress", "aws:SourceIp", "203.0.113.0/24"), [
    "* (public)",
  ]);
});

test("what a Deny takes back is no access", () => {
  const deny = { Effect: "Deny", Principal: "*", Action: "s3:*" };
  deepEqual(who(policy(ANYBODY, deny)), []);
  deepEqual(
    who(
      policy(ANYBODY, {
        ...deny,
        Condition: {
          StringNotEquals: { "aws:PrincipalAccount": [OWN, OTHER] },
        },
      }),
    ),
    [],
  );
});

test("AWS's services are trusted; identity providers are outsiders", () => {
  deepEqual(who(policy({ Principal: { Service: "s3.amazonaws.com" } })), []);
  const provider = `arn:aws:iam::${OWN}:oidc-provider/token.actions.githubusercontent.com`;
  const trust = JSON.stringify({
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { Federated: provider },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: {
          "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        },
      },
    },
  });
  deepEqual(outsidersIn(trust, "trust", OWN), [
    {
      principal: { Federated: provider },
      actions: ["sts:AssumeRoleWithWebIdentity"],
      condition: {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
      },
      isPublic: false,
      statement: 0,
    },
  ]);
});
