import { deepEqual, equal, notEqual, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  CancelMessageMoveTaskCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { startCloud, type Cloud } from "../../../testing/cloud.ts";
import { bodies, makeQueue } from "./testing/queues.ts";

test("a message that was received too often goes to the dead-letter queue, with its id and its age", async () => {
  await using cloud = await startCloud();
  const { orders, dead } = await withDeadLetters(cloud);
  const sent = await orders.send("poison");
  for (const count of ["1", "2"]) {
    const [message] = await orders.receive();
    equal(message?.Attributes?.ApproximateReceiveCount, count);
    cloud.advance(31);
  }
  deepEqual(await dead.counts(), [0, 0, 0]);
  deepEqual(await orders.receive(), []);
  const [message] = await dead.receive();
  equal(message?.MessageId, sent.MessageId);
  equal(message?.Attributes?.DeadLetterQueueSourceArn, orders.arn);
  deepEqual(await orders.counts(), [0, 0, 0]);
});

test("the dead letters of a FIFO queue keep their group, and let what stands behind them go on", async () => {
  await using cloud = await startCloud();
  const { orders, dead } = await withDeadLetters(cloud, ".fifo");
  const group = { MessageGroupId: "a" };
  await orders.send("poison", group);
  await orders.send("good", group);
  for (let i = 0; i < 2; i++) {
    await orders.receive({ MaxNumberOfMessages: 1, VisibilityTimeout: 0 });
  }
  deepEqual(bodies(await orders.receive()), ["good"]);
  const [message] = await dead.receive();
  equal(message?.Body, "poison");
  equal(message?.Attributes?.MessageGroupId, "a");
});

test("a long poll whose only message is a dead letter waits on", async () => {
  await using cloud = await startCloud();
  const { orders, dead } = await withDeadLetters(cloud);
  await orders.send("poison");
  for (let i = 0; i < 2; i++) await orders.receive({ VisibilityTimeout: 0 });
  const waiting = orders.receive({ WaitTimeSeconds: 20 });
  await dead.receive({ WaitTimeSeconds: 20 });
  await orders.send("good");
  deepEqual(bodies(await waiting), ["good"]);
});

test("a queue tells whose dead letters it takes, and may refuse them", async () => {
  await using cloud = await startCloud();
  const { orders, dead } = await withDeadLetters(cloud);
  const { queueUrls } = await cloud.sqs.send(
    new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead.url }),
  );
  deepEqual(queueUrls, [orders.url]);
  const closed = await makeQueue(cloud, "closed", {
    RedriveAllowPolicy: '{"redrivePermission":"denyAll"}',
  });
  const open = await makeQueue(cloud, "open", {
    RedriveAllowPolicy: JSON.stringify({
      redrivePermission: "byQueue",
      sourceQueueArns: [dead.arn.replace(/dead$/, "welcome")],
    }),
  });
  const redriveTo = (deadLetterTargetArn: string) => ({
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 }),
  });
  await makeQueue(cloud, "welcome", redriveTo(open.arn));
  for (const target of [closed, open])
    await rejects(makeQueue(cloud, "unwelcome", redriveTo(target.arn)), {
      name: "InvalidParameterValue",
    });
  await rejects(makeQueue(cloud, "other.fifo", redriveTo(dead.arn)), {
    name: "InvalidParameterValue",
    message: /same type of queue/,
  });
});

test("dead letters are moved back to where they came from, as new messages", async () => {
  await using cloud = await startCloud();
  const { orders, dead } = await withDeadLetters(cloud);
  const ids = new Set<string | undefined>();
  for (let i = 0; i < 15; i++) ids.add((await orders.send(`${i}`)).MessageId);
  await emptied(orders);
  equal((await dead.counts())[0], 15);
  const { TaskHandle } = await cloud.sqs.send(
    new StartMessageMoveTaskCommand({ SourceArn: dead.arn }),
  );
  notEqual(TaskHandle, undefined);
  await cloud.settled();
  deepEqual(await dead.counts(), [0, 0, 0]);
  deepEqual(await orders.counts(), [15, 0, 0]);
  const [message] = await orders.receive({ MaxNumberOfMessages: 1 });
  equal(ids.has(message?.MessageId), false);
  equal(message?.Attributes?.ApproximateReceiveCount, "1");
  const { Results } = await cloud.sqs.send(
    new ListMessageMoveTasksCommand({ SourceArn: dead.arn, MaxResults: 10 }),
  );
  equal(Results?.length, 1);
  equal(Results?.[0]?.Status, "COMPLETED");
  equal(Results?.[0]?.ApproximateNumberOfMessagesMoved, 15);
  equal(Results?.[0]?.TaskHandle, undefined);
});

test("a task with a rate moves so many a second, to the queue it names, until it is cancelled", async () => {
  await using cloud = await startCloud();
  const { orders, dead } = await withDeadLetters(cloud);
  const target = await makeQueue(cloud, "target");
  for (let i = 0; i < 6; i++) await orders.send(`${i}`);
  await emptied(orders);
  const { TaskHandle } = await cloud.sqs.send(
    new StartMessageMoveTaskCommand({
      SourceArn: dead.arn,
      DestinationArn: target.arn,
      MaxNumberOfMessagesPerSecond: 2,
    }),
  );
  await cloud.settled();
  equal((await target.counts())[0], 2);
  await rejects(
    cloud.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: dead.arn })),
    { name: "UnsupportedOperation" },
  );
  cloud.advance(1.1);
  await cloud.settled();
  equal((await target.counts())[0], 4);
  await cloud.sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
  cloud.advance(10);
  await cloud.settled();
  equal((await target.counts())[0], 4);
  deepEqual((await dead.counts())[0], 2);
  const { Results } = await cloud.sqs.send(
    new ListMessageMoveTasksCommand({ SourceArn: dead.arn }),
  );
  equal(Results?.[0]?.Status, "CANCELLED");
  await rejects(
    cloud.sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle })),
    { name: "ResourceNotFoundException" },
  );
});

test("only dead-letter queues can be moved, and what came from nowhere cannot go back", async () => {
  await using cloud = await startCloud();
  const { orders, dead } = await withDeadLetters(cloud);
  const start = (SourceArn: string) =>
    cloud.sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
  await rejects(start(orders.arn), {
    name: "InvalidParameterValue",
    message: "Source queue must be configured as a Dead Letter Queue.",
  });
  await rejects(start(`${dead.arn}er`), { name: "ResourceNotFoundException" });
  await rejects(start("rubbish"), { name: "InvalidParameterValue" });
  await dead.send("strange");
  await start(dead.arn);
  await cloud.settled();
  const { Results } = await cloud.sqs.send(
    new ListMessageMoveTasksCommand({ SourceArn: dead.arn }),
  );
  equal(Results?.[0]?.Status, "FAILED");
  equal(Results?.[0]?.FailureReason, "CouldNotDetermineMessageSource");
  deepEqual(bodies(await dead.receive()), ["strange"]);
});

async function withDeadLetters(cloud: Cloud, suffix = "") {
  const fifo: Record<string, string> =
    suffix === "" ? {} : { ContentBasedDeduplication: "true" };
  const dead = await makeQueue(cloud, `dead${suffix}`, fifo);
  const orders = await makeQueue(cloud, `orders${suffix}`, {
    ...fifo,
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: dead.arn,
      maxReceiveCount: 2,
    }),
  });
  return { orders, dead };
}

/** Receives everything until it is given up. */
async function emptied(queue: Awaited<ReturnType<typeof makeQueue>>) {
  while ((await queue.receive({ VisibilityTimeout: 0 })).length > 0);
}
