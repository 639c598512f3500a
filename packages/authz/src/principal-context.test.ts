import assert from "node:assert/strict";
import { test } from "node:test";
import { principalContext } from "./principal-context.ts";

const accountId = "111122223333";

void test("a role session's PrincipalArn is its role's", () => {
  const context = principalContext({
    type: "role-session",
    arn: `arn:aws:sts::${accountId}:assumed-role/deploy/ci`,
    accountId,
    principalId: "AROAEXAMPLEEXAMPLE01:ci",
    roleArn: `arn:aws:iam::${accountId}:role/deploy`,
    sessionName: "ci",
  });
  assert.deepEqual(Object.fromEntries(context), {
    "aws:principaltype": "AssumedRole",
    "aws:principalisawsservice": "false",
    "aws:principalarn": `arn:aws:iam::${accountId}:role/deploy`,
    "aws:principalaccount": accountId,
    "aws:userid": "AROAEXAMPLEEXAMPLE01:ci",
  });
});

void test("a user has a name, which is the last part of its ARN", () => {
  const context = principalContext({
    type: "user",
    arn: `arn:aws:iam::${accountId}:user/team/ann`,
    accountId,
    principalId: "AIDAEXAMPLEEXAMPLE01",
  });
  assert.equal(context.get("aws:username"), "ann");
});

void test("a service is known as one and has no ARN or account", () => {
  const context = principalContext({
    type: "service",
    arn: "s3.amazonaws.com",
    accountId: "",
    principalId: "s3.amazonaws.com",
    serviceName: "s3.amazonaws.com",
  });
  assert.equal(context.get("aws:principalisawsservice"), "true");
  assert.equal(context.get("aws:principalservicename"), "s3.amazonaws.com");
  assert.equal(context.has("aws:principalarn"), false);
});
