import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  SignalResourceCommand,
  type ResourceSignalStatus,
} from "@aws-sdk/client-cloudformation";
import { startCloud, type Cloud } from "../../../testing/cloud.ts";
import { makeUser } from "../../../testing/principals.ts";
import { makeStack, settledStack } from "./testing/stacks.ts";

const WAITS = `
Resources:
  Wait:
    Type: AWS::CloudFormation::WaitCondition
    CreationPolicy: { ResourceSignal: { Count: 2, Timeout: PT10M } }
`;
const LogicalResourceId = "Wait";

let cloud: Cloud;
before(async () => {
  cloud = await startCloud();
});
after(() => cloud[Symbol.asyncDispose]());

/** A stack whose resource waits by now. */
async function waiting(StackName: string): Promise<void> {
  await cloud.cloudformation.send(
    new CreateStackCommand({ StackName, TemplateBody: WAITS }),
  );
  const resource = () =>
    cloud.cloudformation
      .send(new DescribeStackResourceCommand({ StackName, LogicalResourceId }))
      .catch(() => undefined);
  while (!(await resource()));
}

const signal = (
  StackName: string,
  UniqueId: string,
  Status: ResourceSignalStatus = "SUCCESS",
  by = cloud.cloudformation,
) =>
  by.send(
    new SignalResourceCommand({
      StackName,
      LogicalResourceId,
      UniqueId,
      Status,
    }),
  );

const reasons = async (StackName: string) =>
  (
    await cloud.cloudformation.send(
      new DescribeStackEventsCommand({ StackName }),
    )
  ).StackEvents?.flatMap((event) =>
    event.LogicalResourceId === LogicalResourceId
      ? (event.ResourceStatusReason ?? [])
      : [],
  ) ?? [];

test("a resource is made once as many have signalled as its creation policy counts", async () => {
  await waiting("shop");
  await signal("shop", "one");
  await signal("shop", "one");
  await signal("shop", "two");
  equal((await settledStack(cloud, "shop")).StackStatus, "CREATE_COMPLETE");
  deepEqual(
    (await reasons("shop")).filter((text) => /signal/.test(text)),
    [
      "Received SUCCESS signal with UniqueId two",
      "Received SUCCESS signal with UniqueId one",
    ],
  );
});

test("one failure fails it, and so does waiting too long", async () => {
  await waiting("fails");
  await signal("fails", "one", "FAILURE");
  equal((await settledStack(cloud, "fails")).StackStatus, "ROLLBACK_COMPLETE");
  match(
    (await reasons("fails")).join(),
    /Received FAILURE signal with UniqueId one/,
  );
  await waiting("late");
  await signal("late", "one");
  cloud.advance(601);
  equal((await settledStack(cloud, "late")).StackStatus, "ROLLBACK_COMPLETE");
  match(
    (await reasons("late")).join(),
    /Failed to receive 1 resource signal\(s\) within the specified duration/,
  );
});

test("only what waits is signalled, by who may, and nothing waits for nothing", async () => {
  await waiting("ours");
  const stranger = await makeUser(cloud, "stranger");
  await rejects(signal("ours", "one", "SUCCESS", stranger.cloudformation), {
    name: "AccessDenied",
  });
  await signal("ours", "one");
  await signal("ours", "two");
  await settledStack(cloud, "ours");
  await rejects(signal("ours", "three"), {
    name: "ValidationError",
    message: /is in CREATE_COMPLETE state and can not be signaled/,
  });
  await rejects(
    makeStack(
      cloud,
      "nothing",
      "Resources: { Wait: { Type: AWS::CloudFormation::WaitCondition } }",
    ),
    { message: "Property Handle cannot be empty." },
  );
});
