import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
  type QueueAttributeName,
} from "@aws-sdk/client-sqs";
import { REGION, startCloud } from "../../../testing/cloud.ts";
import { bodies, makeQueue } from "./testing/queues.ts";

test("a queue has AWS's defaults, and an address under the name by which the platform was reached", async () => {
  await using cloud = await startCloud();
  const queue = await makeQueue(cloud, "orders");
  equal(queue.url, `${cloud.url}/${cloud.accountId}/orders`);
  equal(queue.arn, `arn:aws:sqs:${REGION}:${cloud.accountId}:orders`);
  const { CreatedTimestamp, LastModifiedTimestamp, ...rest } =
    await queue.attributes();
  equal(CreatedTimestamp, LastModifiedTimestamp);
  deepEqual(rest, {
    QueueArn: queue.arn,
    DelaySeconds: "0",
    MaximumMessageSize: "1048576",
    MessageRetentionPeriod: "345600",
    ReceiveMessageWaitTimeSeconds: "0",
    VisibilityTimeout: "30",
    SqsManagedSseEnabled: "true",
    ApproximateNumberOfMessages: "0",
    ApproximateNumberOfMessagesNotVisible: "0",
    ApproximateNumberOfMessagesDelayed: "0",
  });
});

test("the same queue may be made again with the same attributes, and not with others", async () => {
  await using cloud = await startCloud();
  const made = await makeQueue(cloud, "orders", { VisibilityTimeout: "60" });
  const again = await makeQueue(cloud, "orders", { VisibilityTimeout: "60" });
  equal(again.url, made.url);
  equal((await makeQueue(cloud, "orders")).url, made.url);
  await rejects(makeQueue(cloud, "orders", { VisibilityTimeout: "61" }), {
    name: "QueueNameExists",
    message:
      "A queue already exists with the same name and a different value for attribute VisibilityTimeout",
  });
});

test("names and attributes that AWS refuses are refused in its words", async () => {
  await using cloud = await startCloud();
  await rejects(makeQueue(cloud, "no spaces"), {
    name: "InvalidParameterValue",
  });
  await rejects(makeQueue(cloud, "x".repeat(81)), {
    name: "InvalidParameterValue",
  });
  await rejects(makeQueue(cloud, "plain", { FifoQueue: "true" }), {
    name: "InvalidParameterValue",
    message: /must end with .fifo suffix/,
  });
  const wrong: Readonly<Record<string, string>> = {
    VisibilityTimeout: "43201",
    DelaySeconds: "-1",
    MaximumMessageSize: "1023",
    MessageRetentionPeriod: "59",
    ReceiveMessageWaitTimeSeconds: "21",
    SqsManagedSseEnabled: "maybe",
    RedrivePolicy: '{"maxReceiveCount":0}',
    RedriveAllowPolicy: '{"redrivePermission":"some"}',
    Policy: "{",
    KmsMasterKeyId: "alias/aws/sqs",
  };
  for (const [name, value] of Object.entries(wrong))
    await rejects(makeQueue(cloud, "wrong", { [name]: value }), {
      name: "InvalidAttributeValue",
      message: new RegExp(`^Invalid value for the parameter ${name}\\.`),
    });
  await rejects(makeQueue(cloud, "wrong", { Colour: "red" }), {
    name: "InvalidAttributeName",
    message: "Unknown Attribute Colour.",
  });
  await rejects(
    makeQueue(cloud, "wrong", { ContentBasedDeduplication: "true" }),
    { name: "InvalidAttributeName" },
  );
  const { url } = await makeQueue(cloud, "right");
  await rejects(
    cloud.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: url,
        AttributeNames: ["Colour" as QueueAttributeName],
      }),
    ),
    { name: "InvalidAttributeName", message: "Unknown Attribute Colour." },
  );
  await rejects(
    cloud.sqs.send(new CreateQueueCommand({ QueueName: undefined })),
    {
      name: "MissingParameter",
      message: "The request must contain the parameter QueueName.",
    },
  );
});

test("attributes change, and optional ones go when they are set to nothing", async () => {
  await using cloud = await startCloud();
  const dead = await makeQueue(cloud, "dead");
  const queue = await makeQueue(cloud, "orders");
  const set = (Attributes: Record<string, string>) =>
    cloud.sqs.send(
      new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes }),
    );
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: dead.arn,
    maxReceiveCount: 3,
  });
  await set({ VisibilityTimeout: "7", RedrivePolicy });
  const before = await queue.attributes();
  equal(before["VisibilityTimeout"], "7");
  equal(before["RedrivePolicy"], RedrivePolicy);
  await set({ RedrivePolicy: "" });
  equal((await queue.attributes())["RedrivePolicy"], undefined);
  await rejects(
    set({
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: `${dead.arn}er`,
        maxReceiveCount: 3,
      }),
    }),
    { name: "InvalidParameterValue", message: /does not exist/ },
  );
});

test("queues are found by name, listed in pages, and unknown to others", async () => {
  await using cloud = await startCloud();
  for (const name of ["a-1", "a-2", "a-3", "b-1"]) await makeQueue(cloud, name);
  const { QueueUrl } = await cloud.sqs.send(
    new GetQueueUrlCommand({ QueueName: "a-2" }),
  );
  equal(QueueUrl, `${cloud.url}/${cloud.accountId}/a-2`);
  const list = (more: object) => cloud.sqs.send(new ListQueuesCommand(more));
  equal((await list({})).QueueUrls?.length, 4);
  equal((await list({})).NextToken, undefined);
  const first = await list({ QueueNamePrefix: "a-", MaxResults: 2 });
  const second = await list({
    QueueNamePrefix: "a-",
    MaxResults: 2,
    NextToken: first.NextToken,
  });
  deepEqual(
    [...(first.QueueUrls ?? []), ...(second.QueueUrls ?? [])].map((url) =>
      url.split("/").at(-1),
    ),
    ["a-1", "a-2", "a-3"],
  );
  await rejects(list({ MaxResults: 1, NextToken: "garbage" }), {
    name: "InvalidParameterValue",
  });
  const other = await cloud.account("111122223333");
  deepEqual(
    (await other.sqs.send(new ListQueuesCommand())).QueueUrls,
    undefined,
  );
  await rejects(other.sqs.send(new GetQueueUrlCommand({ QueueName: "a-2" })), {
    name: "QueueDoesNotExist",
    message: "The specified queue does not exist.",
  });
});

test("a queue that is deleted takes its messages with it: one made anew starts empty", async () => {
  await using cloud = await startCloud();
  const queue = await makeQueue(cloud, "orders");
  await queue.send("old");
  await cloud.sqs.send(new DeleteQueueCommand({ QueueUrl: queue.url }));
  await rejects(queue.receive(), { name: "QueueDoesNotExist" });
  await rejects(queue.send("lost"), { name: "QueueDoesNotExist" });
  const anew = await makeQueue(cloud, "orders");
  deepEqual(await anew.receive(), []);
  await cloud.settled();
  const { store } = cloud.running.platform;
  const all = { from: "", to: "\u{10ffff}", limit: 1 };
  deepEqual((await store.scan("sqs.messages", all)).rows, []);
});

test("a purge takes every message at once, those in flight as well, and only once a minute", async () => {
  await using cloud = await startCloud();
  const queue = await makeQueue(cloud, "orders");
  for (const body of ["1", "2", "3"]) await queue.send(body);
  equal((await queue.receive({ MaxNumberOfMessages: 1 })).length, 1);
  const purge = () =>
    cloud.sqs.send(new PurgeQueueCommand({ QueueUrl: queue.url }));
  await purge();
  deepEqual(await queue.counts(), [0, 0, 0]);
  await rejects(purge(), { name: "PurgeQueueInProgress" });
  await queue.send("later");
  await cloud.settled();
  deepEqual(bodies(await queue.receive()), ["later"]);
  cloud.advance(61);
  await purge();
  deepEqual(await queue.counts(), [0, 0, 0]);
});

test("tags are kept, added and taken away; AWS's own are refused", async () => {
  await using cloud = await startCloud();
  const { url: QueueUrl } = await makeQueue(cloud, "orders");
  const tags = async () =>
    (await cloud.sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags;
  equal(await tags(), undefined);
  await cloud.sqs.send(
    new TagQueueCommand({ QueueUrl, Tags: { team: "gate", stage: "test" } }),
  );
  deepEqual(await tags(), { team: "gate", stage: "test" });
  await cloud.sqs.send(
    new UntagQueueCommand({ QueueUrl, TagKeys: ["stage", "none"] }),
  );
  deepEqual(await tags(), { team: "gate" });
  await rejects(
    cloud.sqs.send(new TagQueueCommand({ QueueUrl, Tags: { "aws:x": "y" } })),
    { name: "InvalidParameterValue" },
  );
});

test("CloudWatch learns what was sent, received and deleted, and how much is there", async () => {
  await using cloud = await startCloud();
  const queue = await makeQueue(cloud, "orders");
  await queue.send("one");
  await queue.receive();
  await queue.receive();
  await cloud.settled();
  const { GetMetricStatisticsCommand } =
    await import("@aws-sdk/client-cloudwatch");
  const sum = async (MetricName: string): Promise<number | undefined> => {
    const now = cloud.running.platform.clock.now();
    const { Datapoints } = await cloud.cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: "AWS/SQS",
        MetricName,
        Dimensions: [{ Name: "QueueName", Value: "orders" }],
        StartTime: new Date(now - 600_000),
        EndTime: new Date(now + 600_000),
        Period: 3600,
        Statistics: ["Sum"],
      }),
    );
    return Datapoints?.[0]?.Sum;
  };
  equal(await sum("NumberOfMessagesSent"), 1);
  equal(await sum("NumberOfMessagesReceived"), 1);
  equal(await sum("NumberOfEmptyReceives"), 1);
  equal(await sum("SentMessageSize"), 3);
  equal(await sum("NumberOfMessagesDeleted"), undefined);
  ok((await sum("ApproximateNumberOfMessagesVisible")) !== undefined);
});
