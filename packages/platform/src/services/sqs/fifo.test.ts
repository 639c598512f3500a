import { deepEqual, equal, notEqual, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
} from "@aws-sdk/client-sqs";
import { startCloud, type Cloud } from "../../../testing/cloud.ts";
import { bodies, makeQueue, type TestQueue } from "./testing/queues.ts";

const CONTENT_BASED = { ContentBasedDeduplication: "true" };
const group = (MessageGroupId: string) => ({ MessageGroupId });

test("a group is given out in order, one batch at a time; other groups go on", async () => {
  await using cloud = await startCloud();
  const queue = await makeQueue(cloud, "orders.fifo", CONTENT_BASED);
  for (const body of ["a1", "a2", "a3"]) await queue.send(body, group("a"));
  await queue.send("b1", group("b"));
  const first = await queue.receive({ MaxNumberOfMessages: 2 });
  deepEqual(bodies(first), ["a1", "a2"]);
  deepEqual(bodies(await queue.receive()), ["b1"]);
  await remove(cloud, queue, first[0]);
  deepEqual(await queue.receive(), []);
  await remove(cloud, queue, first[1]);
  deepEqual(bodies(await queue.receive()), ["a3"]);
});

test("what is not deleted comes again before what stands behind it", async () => {
  await using cloud = await startCloud();
  const queue = await makeQueue(cloud, "orders.fifo", CONTENT_BASED);
  for (const body of ["1", "2", "3"]) await queue.send(body, group("a"));
  const [one] = await queue.receive({ MaxNumberOfMessages: 2 });
  await remove(cloud, queue, one);
  cloud.advance(31);
  deepEqual(bodies(await queue.receive()), ["2", "3"]);
});

test("a handle whose visibility timeout is over deletes nothing in a FIFO queue", async () => {
  await using cloud = await startCloud();
  const queue = await makeQueue(cloud, "orders.fifo", CONTENT_BASED);
  await queue.send("1", group("a"));
  const [message] = await queue.receive();
  cloud.advance(31);
  await rejects(remove(cloud, queue, message), {
    name: "InvalidParameterValue",
    message: /The receipt handle has expired/,
  });
  deepEqual(bodies(await queue.receive()), ["1"]);
});

test("the same is taken in once in five minutes: by content, by id, by queue or by group", async () => {
  await using cloud = await startCloud();
  const queue = await makeQueue(cloud, "orders.fifo", CONTENT_BASED);
  const first = await queue.send("same", group("a"));
  const second = await queue.send("same", group("b"));
  equal(second.MessageId, first.MessageId);
  equal(second.SequenceNumber, first.SequenceNumber);
  const other = await queue.send("same", {
    ...group("a"),
    MessageDeduplicationId: "other",
  });
  notEqual(other.MessageId, first.MessageId);
  ok(BigInt(other.SequenceNumber ?? 0) > BigInt(first.SequenceNumber ?? 0));
  equal((await queue.receive()).length, 2);
  cloud.advance(301);
  const later = await queue.send("same", group("a"));
  notEqual(later.MessageId, first.MessageId);

  const byGroup = await makeQueue(cloud, "by-group.fifo", {
    ...CONTENT_BASED,
    DeduplicationScope: "messageGroup",
    FifoThroughputLimit: "perMessageGroupId",
  });
  await byGroup.send("same", group("a"));
  await byGroup.send("same", group("b"));
  await byGroup.send("same", group("b"));
  equal((await byGroup.receive()).length, 2);
});

test("concurrent sends of one deduplication id make one message", async () => {
  await using cloud = await startCloud();
  const queue = await makeQueue(cloud, "orders.fifo", CONTENT_BASED);
  const sent = await Promise.all(
    Array.from({ length: 10 }, () => queue.send("same", group("a"))),
  );
  equal(new Set(sent.map(({ MessageId }) => MessageId)).size, 1);
  equal((await queue.receive()).length, 1);
});

test("concurrent sends to one group are received in the order of their sequence numbers", async () => {
  await using cloud = await startCloud();
  const queue = await makeQueue(cloud, "orders.fifo", CONTENT_BASED);
  const receiving = (async () => {
    const received: Message[] = [];
    while (received.length < 30) {
      const batch = await queue.receive({ WaitTimeSeconds: 1 });
      received.push(...batch);
      for (const message of batch) await remove(cloud, queue, message);
    }
    return received;
  })();
  await Promise.all(
    Array.from({ length: 30 }, (_, i) => queue.send(String(i), group("a"))),
  );
  const numbers = (await receiving).map(({ Attributes }) =>
    BigInt(Attributes?.SequenceNumber ?? 0),
  );
  deepEqual(
    numbers,
    numbers.toSorted((a, b) => (a < b ? -1 : 1)),
  );
});

test("what a FIFO queue does not take is refused in AWS's words", async () => {
  await using cloud = await startCloud();
  const plain = await makeQueue(cloud, "plain.fifo");
  await rejects(plain.send("x"), {
    name: "MissingParameter",
    message: "The request must contain the parameter MessageGroupId.",
  });
  await rejects(plain.send("x", group("a")), {
    name: "InvalidParameterValue",
    message:
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  });
  const id = { ...group("a"), MessageDeduplicationId: "id" };
  await rejects(plain.send("x", { ...id, DelaySeconds: 5 }), {
    name: "InvalidParameterValue",
  });
  await rejects(plain.send("x", { ...id, MessageGroupId: "a b" }), {
    name: "InvalidParameterValue",
  });
  await plain.send("x", id);
  await rejects(
    makeQueue(cloud, "fast.fifo", { FifoThroughputLimit: "perMessageGroupId" }),
    { name: "InvalidAttributeValue" },
  );
});

test("a queue's delay holds the group of a delayed message back", async () => {
  await using cloud = await startCloud();
  const queue = await makeQueue(cloud, "orders.fifo", {
    ...CONTENT_BASED,
    DelaySeconds: "10",
  });
  await queue.send("1", group("a"));
  cloud.advance(5);
  await queue.send("2", group("a"));
  cloud.advance(6);
  deepEqual(bodies(await queue.receive()), ["1"]);
  deepEqual(await queue.counts(), [0, 1, 1]);
});

test("a receive with an attempt id that is made again gets what it was given", async () => {
  await using cloud = await startCloud();
  const queue = await makeQueue(cloud, "orders.fifo", CONTENT_BASED);
  for (const body of ["1", "2"]) await queue.send(body, group("a"));
  const attempt = { ReceiveRequestAttemptId: "attempt" };
  const first = await queue.receive(attempt);
  const again = await queue.receive(attempt);
  deepEqual(
    again.map(({ ReceiptHandle }) => ReceiptHandle),
    first.map(({ ReceiptHandle }) => ReceiptHandle),
  );
  equal(again[0]?.Attributes?.ApproximateReceiveCount, "1");
  deepEqual(await queue.receive({ ReceiveRequestAttemptId: "other" }), []);
});

test("visibility 0 gives a group back at once, in order", async () => {
  await using cloud = await startCloud();
  const queue = await makeQueue(cloud, "orders.fifo", CONTENT_BASED);
  for (const body of ["1", "2"]) await queue.send(body, group("a"));
  const [message] = await queue.receive({ MaxNumberOfMessages: 1 });
  await cloud.sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: queue.url,
      ReceiptHandle: message?.ReceiptHandle,
      VisibilityTimeout: 0,
    }),
  );
  deepEqual(bodies(await queue.receive()), ["1", "2"]);
});

const remove = (
  { sqs }: Cloud,
  queue: TestQueue,
  message: Message | undefined,
) =>
  sqs.send(
    new DeleteMessageCommand({
      QueueUrl: queue.url,
      ReceiptHandle: message?.ReceiptHandle,
    }),
  );
