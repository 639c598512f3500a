import assert from "node:assert/strict";
import { test } from "node:test";
import { contextKeys } from "./context-keys.ts";
import { parsePolicy } from "./parse/parse.ts";

const keysOf = (Version: string) => {
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
  return contextKeys(result.policy);
};

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
