import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import {
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { DeleteQueueCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { REGION, startCloud, type Cloud } from "../../../../testing/cloud.ts";
import { allowing } from "../../../../testing/principals.ts";
import {
  allSeen,
  LOGGING,
  makeWitness,
  mapped,
  nextSeen,
  queueArnOf,
  queueNamed,
  send,
  TAKING,
  untilLeft,
} from "../testing/mappings.ts";

test("a function is called with a queue's messages as AWS shapes them, and they are deleted when it was", async () => {
  await using cloud = await startCloud();
  const orders = await queueNamed(cloud, "orders");
  await makeWitness(cloud, "witness");
  const { State } = await mapped(cloud, "witness", "orders");
  equal(State, "Enabled");
  await send(cloud, orders, "one");
  const [record] = await nextSeen(cloud);
  ok(record);
  const { messageId, receiptHandle, attributes, ...rest } = record;
  deepEqual(rest, {
    body: "one",
    messageAttributes: {},
    md5OfBody: "f97c5d29941bfb1b2fdab0874906ab82",
    eventSource: "aws:sqs",
    eventSourceARN: queueArnOf(cloud, "orders"),
    awsRegion: REGION,
  });
  ok(messageId && receiptHandle);
  equal(attributes["ApproximateReceiveCount"], "1");
  equal(attributes["SenderId"], cloud.accountId);
  await untilLeft(cloud, orders, 0);
});

test("what a function fails on comes again, until it is a dead letter", async () => {
  await using cloud = await startCloud();
  const dead = await queueNamed(cloud, "dead");
  const orders = await queueNamed(cloud, "orders", {
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: queueArnOf(cloud, "dead"),
      maxReceiveCount: 2,
    }),
  });
  await makeWitness(cloud, "witness", "throw new Error('poison');");
  const { UUID } = await mapped(cloud, "witness", "orders");
  await send(cloud, orders, "poison");
  for (const receives of ["1", "2"]) {
    const [record] = await nextSeen(cloud);
    equal(record?.attributes["ApproximateReceiveCount"], receives);
    await resultIs(cloud, UUID, "PROBLEM: Function call failed");
    cloud.advance(31);
  }
  const { Messages } = await cloud.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: dead, WaitTimeSeconds: 20 }),
  );
  equal(Messages?.[0]?.Body, "poison");
  await untilLeft(cloud, orders, 0);
});

test("of a batch only the items that the function reports come again; a malformed report fails all", async () => {
  await using cloud = await startCloud();
  const orders = await queueNamed(cloud, "orders");
  await makeWitness(
    cloud,
    "witness",
    `const bodies = event.Records.map(({ body }) => body);
     if (bodies.includes("malformed")) return { batchItemFailures: [{ itemIdentifier: "" }] };
     return { batchItemFailures: event.Records.filter(({ body }) => body === "bad")
       .map(({ messageId }) => ({ itemIdentifier: messageId })) };`,
  );
  await mapped(cloud, "witness", "orders", {
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    MaximumBatchingWindowInSeconds: 1,
    BatchSize: 3,
  });
  await send(cloud, orders, "good", "bad", "fine");
  equal((await nextSeen(cloud)).length, 3);
  await untilLeft(cloud, orders, 1);
  cloud.advance(31);
  const again = await nextSeen(cloud);
  deepEqual(
    again.map(({ body }) => body),
    ["bad"],
  );
  await send(cloud, orders, "malformed", "good");
  await nextSeen(cloud);
  await untilLeft(cloud, orders, 3);
});

test("filters let through what they match; the rest is deleted unseen", async () => {
  await using cloud = await startCloud();
  const orders = await queueNamed(cloud, "orders");
  await makeWitness(cloud, "witness");
  await mapped(cloud, "witness", "orders", {
    FilterCriteria: {
      Filters: [
        {
          Pattern:
            '{"body":{"kind":["order"],"total":[{"numeric":[">",100]}]}}',
        },
        { Pattern: '{"body":[{"prefix":"plain"}]}' },
      ],
    },
  });
  await send(
    cloud,
    orders,
    { kind: "order", total: 50 },
    { kind: "order", total: 150 },
    { kind: "bill", total: 150 },
    "plain text",
    "other text",
  );
  const seen: string[] = [];
  while (seen.length < 2)
    seen.push(...(await nextSeen(cloud)).map(({ body }) => body));
  deepEqual(
    seen.toSorted(),
    ['{"kind":"order","total":150}', "plain text"].toSorted(),
  );
  await untilLeft(cloud, orders, 0);
});

test("a batching window gathers more than ten", async () => {
  await using cloud = await startCloud();
  const orders = await queueNamed(cloud, "orders", {
    VisibilityTimeout: "600",
  });
  await makeWitness(cloud, "witness");
  await mapped(cloud, "witness", "orders", {
    BatchSize: 25,
    MaximumBatchingWindowInSeconds: 300,
  });
  for (let batch = 0; batch < 5; batch++)
    await send(cloud, orders, "1", "2", "3", "4", "5");
  equal((await nextSeen(cloud)).length, 25);
  await send(cloud, orders, "late");
  await untilLeft(cloud, orders, 1);
  cloud.advance(301);
  equal((await nextSeen(cloud)).length, 1);
});

test("a group of a FIFO queue is handled in order, one batch after the other", async () => {
  await using cloud = await startCloud();
  const orders = await queueNamed(cloud, "orders.fifo", {
    FifoQueue: "true",
    ContentBasedDeduplication: "true",
  });
  await makeWitness(cloud, "witness");
  await mapped(cloud, "witness", "orders.fifo", { BatchSize: 2 });
  const { SendMessageCommand } = await import("@aws-sdk/client-sqs");
  for (let i = 0; i < 6; i++)
    await cloud.sqs.send(
      new SendMessageCommand({
        QueueUrl: orders,
        MessageBody: String(i),
        MessageGroupId: "a",
      }),
    );
  await untilLeft(cloud, orders, 0);
  const seen: string[] = [];
  while (seen.length < 6)
    seen.push(...(await nextSeen(cloud)).map(({ body }) => body));
  deepEqual(seen, ["0", "1", "2", "3", "4", "5"]);
});

test("a disabled mapping takes nothing; enabled again it takes what has gathered; a deleted one is gone", async () => {
  await using cloud = await startCloud();
  const orders = await queueNamed(cloud, "orders");
  await makeWitness(cloud, "witness");
  const { UUID } = await mapped(cloud, "witness", "orders", { Enabled: false });
  const state = async () => {
    await cloud.settled();
    return (await cloud.lambda.send(new GetEventSourceMappingCommand({ UUID })))
      .State;
  };
  equal(await state(), "Disabled");
  await send(cloud, orders, "waits");
  deepEqual(await allSeen(cloud), []);
  const update = (Enabled: boolean) =>
    cloud.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
  equal((await update(true)).State, "Enabling");
  equal(await state(), "Enabled");
  equal((await nextSeen(cloud))[0]?.body, "waits");
  equal((await update(false)).State, "Disabling");
  equal(await state(), "Disabled");
  await send(cloud, orders, "waits on");
  await update(true);
  equal(await state(), "Enabled");
  equal((await nextSeen(cloud))[0]?.body, "waits on");
  const { State } = await cloud.lambda.send(
    new DeleteEventSourceMappingCommand({ UUID }),
  );
  equal(State, "Deleting");
  equal(
    await state().catch((error: Error) => error.name),
    "ResourceNotFoundException",
  );
  await send(cloud, orders, "stays");
  const { Messages } = await cloud.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: orders }),
  );
  equal(Messages?.[0]?.Body, "stays");
});

test("a role that loses its right takes no more messages, and goes on when it has it again", async () => {
  await using cloud = await startCloud();
  const orders = await queueNamed(cloud, "orders");
  await makeWitness(cloud, "witness");
  const { UUID } = await mapped(cloud, "witness", "orders");
  const may = (...actions: readonly string[]) =>
    cloud.iam.send(
      new PutRolePolicyCommand({
        RoleName: "witness-role",
        PolicyName: "own",
        PolicyDocument: allowing(actions),
      }),
    );
  await may(...LOGGING);
  cloud.advance(20);
  await resultIs(cloud, UUID, /^PROBLEM: .*sqs:ReceiveMessage/);
  await send(cloud, orders, "waits");
  const denied = (await cloud.trail()).find(
    ({ eventName, errorCode }) =>
      eventName === "ReceiveMessage" && errorCode === "AccessDenied",
  );
  equal(denied?.userIdentity["type"], "AssumedRole");
  await may(...LOGGING, ...TAKING);
  cloud.advance(60);
  equal((await nextSeen(cloud))[0]?.body, "waits");
});

test("a deleted queue is a problem that the mapping tells", async () => {
  await using cloud = await startCloud();
  const orders = await queueNamed(cloud, "orders");
  await makeWitness(cloud, "witness");
  const { UUID } = await mapped(cloud, "witness", "orders");
  await cloud.sqs.send(new DeleteQueueCommand({ QueueUrl: orders }));
  await resultIs(cloud, UUID, "PROBLEM: The event source does not exist.");
});

test("a throttled batch waits for its turn without a further receive", async () => {
  await using cloud = await startCloud();
  const orders = await queueNamed(cloud, "orders");
  await makeWitness(cloud, "witness");
  await mapped(cloud, "witness", "orders");
  const reserve = (ReservedConcurrentExecutions: number) =>
    cloud.lambda.send(
      new PutFunctionConcurrencyCommand({
        FunctionName: "witness",
        ReservedConcurrentExecutions,
      }),
    );
  await reserve(0);
  await send(cloud, orders, "patient");
  await setTimeout(100);
  deepEqual(await allSeen(cloud), []);
  await reserve(1);
  const [record] = await nextSeen(cloud);
  equal(record?.attributes["ApproximateReceiveCount"], "1");
});

test("no more batches run at once than the mapping allows", async () => {
  await using cloud = await startCloud();
  const orders = await queueNamed(cloud, "orders");
  await makeWitness(
    cloud,
    "witness",
    "await new Promise((r) => setTimeout(r, 300));",
  );
  await mapped(cloud, "witness", "orders", {
    BatchSize: 1,
    ScalingConfig: { MaximumConcurrency: 2 },
  });
  await send(cloud, orders, "1", "2", "3", "4", "5", "6");
  await untilLeft(cloud, orders, 0);
  await cloud.settled();
  const { GetMetricStatisticsCommand } =
    await import("@aws-sdk/client-cloudwatch");
  const now = cloud.running.platform.clock.now();
  const { Datapoints } = await cloud.cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace: "AWS/Lambda",
      MetricName: "ConcurrentExecutions",
      Dimensions: [{ Name: "FunctionName", Value: "witness" }],
      StartTime: new Date(now - 600_000),
      EndTime: new Date(now + 600_000),
      Period: 3600,
      Statistics: ["Maximum"],
    }),
  );
  equal(Datapoints?.[0]?.Maximum, 2);
});

async function resultIs(
  cloud: Cloud,
  UUID: string | undefined,
  wanted: string | RegExp,
): Promise<void> {
  for (;;) {
    const { LastProcessingResult = "" } = await cloud.lambda.send(
      new GetEventSourceMappingCommand({ UUID }),
    );
    if (
      typeof wanted === "string"
        ? LastProcessingResult === wanted
        : wanted.test(LastProcessingResult)
    )
      return;
    await setTimeout(5);
  }
}
