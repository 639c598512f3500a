import assert from "node:assert/strict";
import { test } from "node:test";
import { compile } from "./compile/policy.ts";
import {
  contextKeyNames,
  contextKeys,
  missingContextKeys,
} from "./context-keys.ts";
import { parsePolicy } from "./parse/parse.ts";
import { contextOf } from "./request.ts";

const policyOf = (Version: string) => {
  const Statement = {
    Effect: "Allow",
    Principal: "*",
    Action: "s3:GetObject",
    Resource: "arn:aws:s3:::b/${aws:username}/${*}",
    Condition: {
      StringLike: { "aws:PrincipalTag/Team": "${aws:RequestTag/t, 'x'}*" },
      Bool: { "AWS:SecureTransport": true },
    },
  };
  const text = JSON.stringify({ Version, Statement });
  const result = parsePolicy(text, "resource");
  assert.ok(result.ok);
  return result.policy;
};

const keysOf = (Version: string) => contextKeys(policyOf(Version));

void test("a policy asks for the keys of its conditions and its variables", () => {
  assert.deepEqual(keysOf("2012-10-17"), [
    "aws:principaltag/team",
    "aws:securetransport",
    "aws:username",
    "aws:requesttag/t",
  ]);
});

void test("a policy of the older version has no variables", () => {
  assert.deepEqual(keysOf("2008-10-17"), [
    "aws:principaltag/team",
    "aws:securetransport",
  ]);
});

void test("keys are told as the policy spells them", () => {
  assert.deepEqual(contextKeyNames(policyOf("2012-10-17")), [
    "aws:PrincipalTag/Team",
    "AWS:SecureTransport",
    "aws:username",
    "aws:RequestTag/t",
  ]);
});

void test("missing are the keys that a statement about the action asks for and the request lacks", () => {
  const policy = compile(policyOf("2012-10-17"), { kind: "resource" });
  const missingFor = (action: string, context: Record<string, string>) =>
    missingContextKeys(
      {
        principal: {
          type: "anonymous",
          arn: "*",
          accountId: "",
          principalId: "",
        },
        action,
        resource: "arn:aws:s3:::b/ada/*",
        context: contextOf(context),
      },
      [policy],
    );
  assert.deepEqual(missingFor("s3:GetObject", { "aws:username": "ada" }), [
    "aws:PrincipalTag/Team",
    "AWS:SecureTransport",
    "aws:RequestTag/t",
  ]);
  assert.deepEqual(missingFor("s3:GetObject", { "aws:username": "bob" }), []);
  assert.deepEqual(missingFor("s3:PutObject", {}), []);
});
