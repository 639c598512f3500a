import { deepEqual, equal, match } from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  ListHookResultsCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import { makeFunction } from "../../lambda/testing/functions.ts";
import { activated, hookEvents, hookRole } from "../testing/hooks.ts";
import { makeStack, settledStack } from "../testing/stacks.ts";

/** Fetches what it is to judge, and says what that is; templates that say "Bad" are not compliant. */
const JUDGE = `
export const handler = async ({ requestData, actionInvocationPoint, changeSetId, clientRequestToken }) => {
  const response = await fetch(requestData.payload);
  const { template, ...payload } = await response.json();
  const told = { at: actionInvocationPoint, target: requestData.targetName, type: requestData.targetType, size: template.length,
    previous: payload.previousTemplate?.length, changed: payload.changedResources, changeSet: changeSetId !== undefined };
  return template.includes("Bad")
    ? { hookStatus: "FAILED", errorCode: "NonCompliant", message: "Bad template.", clientRequestToken }
    : { hookStatus: "SUCCESS", message: JSON.stringify(told), clientRequestToken };
};`;

const template = (Description: string, ...names: string[]) =>
  JSON.stringify({
    Description,
    // Much more than fits in a message.
    Metadata: { filler: "x".repeat(40_000) },
    Resources: Object.fromEntries(
      names.map((name) => [name, { Type: "AWS::SNS::Topic" }]),
    ),
  });

let cloud: Cloud;

before(async () => {
  cloud = await startCloud();
  await makeFunction(cloud, "judge", JUDGE, { Timeout: 30 });
  await activated(
    cloud,
    "LambdaHook",
    await hookRole(cloud, ["lambda:InvokeFunction"]),
    { LambdaFunction: "judge" },
    { TargetOperations: ["STACK", "CHANGE_SET"] },
  );
});

after(() => cloud[Symbol.asyncDispose]());

const toldIn = (reason = "") =>
  JSON.parse(reason.replace("Hook succeeded with message: ", "")) as object;

const lastWord = async (name: string) =>
  (await hookEvents(cloud, name)).at(-1)?.HookStatusReason ?? "";

test("a function that judges stacks fetches the whole template, and the one before", async () => {
  const first = template("Good", "One");
  const stack = await makeStack(cloud, "good", first);
  equal(stack.StackStatus, "CREATE_COMPLETE");
  const target = { target: "STACK", type: "STACK" };
  deepEqual(toldIn(await lastWord("good")), {
    ...target,
    at: "CREATE_PRE_PROVISION",
    size: first.length,
    changeSet: false,
  });

  const second = template("Good", "One", "Two");
  const update = async (TemplateBody: string) => {
    await cloud.cloudformation.send(
      new UpdateStackCommand({ StackName: "good", TemplateBody }),
    );
    return (await settledStack(cloud, "good")).StackStatus;
  };
  equal(await update(second), "UPDATE_COMPLETE");
  deepEqual(toldIn(await lastWord("good")), {
    ...target,
    at: "UPDATE_PRE_PROVISION",
    size: second.length,
    previous: first.length,
    changeSet: false,
  });
  equal(await update(template("Bad", "Three")), "UPDATE_ROLLBACK_COMPLETE");
  equal(await lastWord("good"), "Hook failed with message: Bad template.");
  const bad = await makeStack(cloud, "bad", template("Bad", "One"));
  equal(bad.StackStatus, "ROLLBACK_COMPLETE");
  match(await lastWord("bad"), /Bad template/);
});

test("a function that judges change sets is told which resources change", async () => {
  await makeStack(cloud, "changing", template("Good", "One"));
  const create = async (ChangeSetName: string, TemplateBody: string) => {
    await cloud.cloudformation.send(
      new CreateChangeSetCommand({
        StackName: "changing",
        ChangeSetName,
        TemplateBody,
      }),
    );
    await cloud.settled();
    const described = await cloud.cloudformation.send(
      new DescribeChangeSetCommand({ StackName: "changing", ChangeSetName }),
    );
    const { HookResults = [] } = await cloud.cloudformation.send(
      new ListHookResultsCommand({
        TargetType: "CHANGE_SET",
        TargetId: described.ChangeSetId,
      }),
    );
    return { ...described, reason: HookResults[0]?.HookStatusReason };
  };
  const good = await create("good", template("Good", "Two"));
  equal(good.Status, "CREATE_COMPLETE");
  const { changed, ...told } = toldIn(good.reason) as { changed: object[] };
  deepEqual(told, {
    at: "UPDATE_PRE_PROVISION",
    target: "CHANGE_SET",
    type: "CHANGE_SET",
    size: template("Good", "Two").length,
    previous: template("Good", "One").length,
    changeSet: true,
  });
  deepEqual(
    changed.map((each) => ({ ...each, beforeContext: 0, afterContext: 0 })),
    [
      { logicalResourceId: "Two", action: "CREATE" },
      { logicalResourceId: "One", action: "DELETE" },
    ].map((each) => ({
      ...each,
      resourceType: "AWS::SNS::Topic",
      beforeContext: 0,
      afterContext: 0,
    })),
  );
  const bad = await create("bad", template("Bad", "Two"));
  equal(bad.Status, "FAILED");
  equal(bad.ExecutionStatus, "UNAVAILABLE");
  equal(bad.reason, "Hook failed with message: Bad template.");
});
