import { equal, throws } from "node:assert/strict";
import { test } from "node:test";
import { checkedStackPolicy, policyAllows } from "./stack-policy.ts";

const policy = (...Statement: object[]) => JSON.stringify({ Statement });
const ALL = {
  Effect: "Allow",
  Action: "Update:*",
  Principal: "*",
  Resource: "*",
};
const queue = { logicalId: "Queue", type: "AWS::SQS::Queue" };
const topic = { logicalId: "Topic", type: "AWS::SNS::Topic" };

test("without a policy everything may be updated, with one only what it allows", () => {
  equal(policyAllows(undefined, "Update:Replace", queue), true);
  const only = policy({ ...ALL, Resource: "LogicalResourceId/Queue" });
  equal(policyAllows(only, "Update:Modify", queue), true);
  equal(policyAllows(only, "Update:Modify", topic), false);
});

test("a denial goes before what is allowed", () => {
  const kept = policy(ALL, {
    Effect: "Deny",
    Action: ["Update:Replace", "Update:Delete"],
    Principal: "*",
    Resource: "*",
    Condition: { StringLike: { ResourceType: ["AWS::SQS::*"] } },
  });
  equal(policyAllows(kept, "Update:Modify", queue), true);
  equal(policyAllows(kept, "Update:Replace", queue), false);
  equal(policyAllows(kept, "Update:Replace", topic), true);
});

test("all but what is named", () => {
  const others = policy({
    ...ALL,
    Resource: undefined,
    NotResource: "LogicalResourceId/Queue",
  });
  equal(policyAllows(others, "Update:Modify", topic), true);
  equal(policyAllows(others, "Update:Modify", queue), false);
});

test("what is no policy is refused", () => {
  for (const text of [
    "{",
    "{}",
    policy({ Effect: "Maybe" }),
    "x".repeat(16_385),
  ])
    throws(() => checkedStackPolicy(text), { name: "ValidationError" });
});
