import { deepEqual, equal, match, ok } from "node:assert/strict";
import { test } from "node:test";
import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { startCloud } from "../../../../testing/cloud.ts";
import { makeFunction } from "../../lambda/testing/functions.ts";
import { makeStack, settledStack } from "../testing/stacks.ts";

/** Answers as a custom resource must, with the event in its data. */
const ANSWERS = `
export const handler = async (event) => {
  const { Fail } = event.ResourceProperties;
  const answer = {
    Status: Fail === event.RequestType ? "FAILED" : "SUCCESS",
    Reason: "as told",
    PhysicalResourceId: "thing-of-" + event.LogicalResourceId,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    Data: { Greeting: "hello " + event.ResourceProperties.Name, Size: typeof event.ResourceProperties.Count },
  };
  const { status } = await fetch(event.ResponseURL, { method: "PUT", body: JSON.stringify(answer) });
  if (status !== 200) throw new Error("not taken: " + status);
};`;

test("a function makes a custom resource, and tells what others may refer to", async () => {
  await using cloud = await startCloud();
  const { FunctionArn } = await makeFunction(cloud, "maker", ANSWERS);
  const template = (properties: object) => ({
    Resources: {
      Thing: {
        Type: "Custom::Thing",
        Properties: { ServiceToken: FunctionArn, ...properties },
      },
    },
    Outputs: {
      Ref: { Value: { Ref: "Thing" } },
      Greeting: { Value: { "Fn::GetAtt": ["Thing", "Greeting"] } },
      Size: { Value: { "Fn::GetAtt": ["Thing", "Size"] } },
    },
  });
  const stack = await makeStack(
    cloud,
    "shop",
    template({ Name: "world", Count: 5 }),
  );
  equal(stack.StackStatus, "CREATE_COMPLETE");
  deepEqual(
    Object.fromEntries(
      (stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [
        OutputKey,
        OutputValue,
      ]),
    ),
    { Ref: "thing-of-Thing", Greeting: "hello world", Size: "string" },
  );
  await cloud.cloudformation.send(
    new UpdateStackCommand({
      StackName: "shop",
      TemplateBody: JSON.stringify(template({ Name: "you" })),
    }),
  );
  const changed = await settledStack(cloud, "shop");
  ok(changed.Outputs?.some(({ OutputValue }) => OutputValue === "hello you"));

  const failed = await makeStack(
    cloud,
    "bad",
    template({ Name: "x", Fail: "Create" }),
  );
  equal(failed.StackStatus, "ROLLBACK_COMPLETE");
  const { StackEvents = [] } = await cloud.cloudformation.send(
    new DescribeStackEventsCommand({ StackName: "bad" }),
  );
  ok(
    StackEvents.some(({ ResourceStatusReason = "" }) =>
      ResourceStatusReason.includes("Message returned: as told"),
    ),
  );
});

test("a stack within a stack gives its outputs, and goes with it", async () => {
  await using cloud = await startCloud();
  await cloud.s3.send(new CreateBucketCommand({ Bucket: "templates" }));
  await cloud.s3.send(
    new PutObjectCommand({
      Bucket: "templates",
      Key: "inner.yaml",
      Body: `
Parameters: { Title: { Type: String } }
Resources: { Topic: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref Title } } }
Outputs: { Arn: { Value: !Ref Topic } }
`,
    }),
  );
  const outer = await makeStack(cloud, "outer", {
    Resources: {
      Inner: {
        Type: "AWS::CloudFormation::Stack",
        Properties: {
          TemplateURL:
            "https://s3.us-east-1.amazonaws.com/templates/inner.yaml",
          Parameters: { Title: "inside" },
        },
      },
    },
    Outputs: { Arn: { Value: { "Fn::GetAtt": ["Inner", "Outputs.Arn"] } } },
  });
  equal(outer.StackStatus, "CREATE_COMPLETE");
  match(outer.Outputs?.[0]?.OutputValue ?? "", /^arn:aws:sns:.*Topic/);
  const { Stacks = [] } = await cloud.cloudformation.send(
    new DescribeStacksCommand({}),
  );
  const inner = Stacks.find(({ ParentId }) => ParentId === outer.StackId);
  equal(inner?.RootId, outer.StackId);
  await cloud.cloudformation.send(
    new DeleteStackCommand({ StackName: "outer" }),
  );
  equal(
    (await settledStack(cloud, outer.StackId ?? "")).StackStatus,
    "DELETE_COMPLETE",
  );
  equal(
    (await settledStack(cloud, inner?.StackId ?? "")).StackStatus,
    "DELETE_COMPLETE",
  );
});

test("a wait condition waits for its signals, and fails in time without them", async () => {
  await using cloud = await startCloud();
  const template = (Timeout: string) =>
    JSON.stringify({
      Resources: {
        Handle: { Type: "AWS::CloudFormation::WaitConditionHandle" },
        Topic: {
          Type: "AWS::SNS::Topic",
          Properties: { DisplayName: "before" },
        },
        Wait: {
          Type: "AWS::CloudFormation::WaitCondition",
          DependsOn: "Topic",
          Properties: { Handle: { Ref: "Handle" }, Timeout, Count: 1 },
        },
      },
      Outputs: { Data: { Value: { "Fn::GetAtt": ["Wait", "Data"] } } },
    });
  const create = (StackName: string, Timeout: string) =>
    cloud.cloudformation.send(
      new CreateStackCommand({ StackName, TemplateBody: template(Timeout) }),
    );
  await create("waits", "600");
  const url = await handleOf("waits");
  await fetch(url, {
    method: "PUT",
    body: JSON.stringify({
      Status: "SUCCESS",
      Reason: "done",
      UniqueId: "one",
      Data: "ready",
    }),
  });
  equal(
    (await settledStack(cloud, "waits")).Outputs?.[0]?.OutputValue,
    '{"one":"ready"}',
  );
  equal((await fetch(`${url}x`, { method: "PUT", body: "{}" })).status, 403);

  await create("forgotten", "60");
  await handleOf("forgotten");
  cloud.advance(61);
  equal(
    (await settledStack(cloud, "forgotten")).StackStatus,
    "ROLLBACK_COMPLETE",
  );

  // A platform that closes does not wait with it.
  await create("left", "43200");
  await handleOf("left");

  async function handleOf(StackName: string): Promise<string> {
    for (;;) {
      const { StackEvents = [] } = await cloud.cloudformation.send(
        new DescribeStackEventsCommand({ StackName }),
      );
      const handle = StackEvents.find(
        ({ LogicalResourceId, PhysicalResourceId }) =>
          LogicalResourceId === "Handle" && PhysicalResourceId,
      );
      const waits = StackEvents.some(
        ({ LogicalResourceId }) => LogicalResourceId === "Wait",
      );
      if (handle && waits) return handle.PhysicalResourceId ?? "";
    }
  }
});
