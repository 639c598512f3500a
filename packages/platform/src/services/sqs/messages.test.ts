import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  SendMessageBatchCommand,
  SetQueueAttributesCommand,
  type SendMessageBatchRequestEntry,
} from "@aws-sdk/client-sqs";
import { startCloud } from "../../../testing/cloud.ts";
import { bodies, makeQueue } from "./testing/queues.ts";

test("a message is hidden while it is in flight, seen again when its time is over, and gone once deleted", async () => {
  await using cloud = await startCloud();
  const queue = await makeQueue(cloud, "orders");
  const sent = await queue.send("one");
  const [first] = await queue.receive();
  equal(first?.MessageId, sent.MessageId);
  deepEqual(await queue.receive(), []);
  deepEqual(await queue.counts(), [0, 1, 0]);
  cloud.advance(31);
  deepEqual(await queue.counts(), [1, 0, 0]);
  const [second] = await queue.receive();
  equal(second?.MessageId, sent.MessageId);
  equal(second?.Attributes?.ApproximateReceiveCount, "2");
  equal(
    second?.Attributes?.ApproximateFirstReceiveTimestamp,
    first?.Attributes?.ApproximateFirstReceiveTimestamp,
  );
  const remove = (ReceiptHandle: string | undefined) =>
    cloud.sqs.send(
      new DeleteMessageCommand({ QueueUrl: queue.url, ReceiptHandle }),
    );
  // The handle of an earlier receive is taken, and deletes nothing.
  await remove(first?.ReceiptHandle);
  deepEqual(await queue.counts(), [0, 1, 0]);
  await remove(second?.ReceiptHandle);
  await remove(second?.ReceiptHandle);
  cloud.advance(31);
  deepEqual(await queue.receive(), []);
});

test("bodies, attributes and their digests come back as they were sent", async () => {
  await using cloud = await startCloud();
  const queue = await makeQueue(cloud, "orders");
  const MessageAttributes = {
    number: { DataType: "Number.price", StringValue: "12.5e3" },
    text: { DataType: "String", StringValue: "grün" },
    bytes: { DataType: "Binary", BinaryValue: new Uint8Array([0, 255, 1]) },
  };
  // The SDK itself checks the digests of bodies and attributes.
  await queue.send("<ä>\t\n𐍈", {
    MessageAttributes,
    MessageSystemAttributes: {
      AWSTraceHeader: {
        DataType: "String",
        StringValue: "Root=1-5759e988-bd862e3fe1be46a994272793",
      },
    },
  });
  const [message] = await queue.receive({ VisibilityTimeout: 0 });
  equal(message?.Body, "<ä>\t\n𐍈");
  equal(message?.MessageAttributes?.["number"]?.StringValue, "12.5e3");
  deepEqual(
    Buffer.from(message?.MessageAttributes?.["bytes"]?.BinaryValue ?? []),
    Buffer.from([0, 255, 1]),
  );
  equal(
    message?.Attributes?.AWSTraceHeader,
    "Root=1-5759e988-bd862e3fe1be46a994272793",
  );
  const [some] = await queue.receive({
    VisibilityTimeout: 0,
    MessageAttributeNames: ["te.*"],
    MessageSystemAttributeNames: ["SentTimestamp"],
  });
  deepEqual(Object.keys(some?.MessageAttributes ?? {}), ["text"]);
  deepEqual(Object.keys(some?.Attributes ?? {}), ["SentTimestamp"]);
  const [none] = await queue.receive({
    MessageAttributeNames: [],
    MessageSystemAttributeNames: [],
  });
  equal(none?.MessageAttributes, undefined);
  equal(none?.Attributes, undefined);
});

test("messages that AWS refuses are refused in its words", async () => {
  await using cloud = await startCloud();
  const queue = await makeQueue(cloud, "orders", {
    MaximumMessageSize: "1024",
  });
  await rejects(queue.send("\u0001"), { name: "InvalidMessageContents" });
  await rejects(queue.send(""), { name: "MissingParameter" });
  await rejects(queue.send("x".repeat(1025)), {
    name: "InvalidParameterValue",
    message:
      "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.",
  });
  const withAttribute = (name: string, value: object) =>
    queue.send("x", {
      MessageAttributes: { [name]: { DataType: "String", ...value } },
    });
  const right = { StringValue: "v" };
  await withAttribute("right", right);
  for (const name of ["AWS.x", "amazon.x", ".x", "x.", "x..y", "a b"])
    await rejects(withAttribute(name, right), {
      name: "InvalidParameterValue",
    });
  for (const wrong of [
    { StringValue: "" },
    { DataType: "Text", ...right },
    { DataType: "Number", ...right },
    { StringValue: "\u0001" },
    { StringValue: "x".repeat(1024) },
  ])
    await rejects(withAttribute("x", wrong), { name: "InvalidParameterValue" });
  await rejects(queue.send("x", { DelaySeconds: 901 }), {
    name: "InvalidParameterValue",
  });
  await rejects(queue.send("x", { MessageDeduplicationId: "x" }), {
    name: "InvalidParameterValue",
  });
  for (const wrong of [
    { MaxNumberOfMessages: 0 },
    { MaxNumberOfMessages: 11 },
    { WaitTimeSeconds: 21 },
    { VisibilityTimeout: 43_201 },
  ])
    await rejects(queue.receive(wrong), { name: "InvalidParameterValue" });
});

test("a delay hides a message from the start, by its own time or the queue's", async () => {
  await using cloud = await startCloud();
  const queue = await makeQueue(cloud, "orders", { DelaySeconds: "60" });
  await queue.send("late");
  await queue.send("soon", { DelaySeconds: 10 });
  await queue.send("now", { DelaySeconds: 0 });
  deepEqual(await queue.counts(), [1, 0, 2]);
  deepEqual(bodies(await queue.receive()), ["now"]);
  cloud.advance(11);
  deepEqual(bodies(await queue.receive()), ["soon"]);
  cloud.advance(50);
  ok(bodies(await queue.receive()).includes("late"));
});

test("visibility can be changed while a message is in flight, and not otherwise", async () => {
  await using cloud = await startCloud();
  const queue = await makeQueue(cloud, "orders");
  await queue.send("one");
  const [message] = await queue.receive();
  const change = (VisibilityTimeout: number, handle?: string) =>
    cloud.sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queue.url,
        ReceiptHandle: handle ?? message?.ReceiptHandle,
        VisibilityTimeout,
      }),
    );
  await change(100);
  cloud.advance(60);
  deepEqual(await queue.receive(), []);
  await rejects(change(43_199), {
    name: "InvalidParameterValue",
    message: /beyond the limit/,
  });
  await rejects(change(43_201), { name: "InvalidParameterValue" });
  await change(0);
  await rejects(change(10), { name: "MessageNotInflight" });
  const [again] = await queue.receive();
  equal(again?.MessageId, message?.MessageId);
  await rejects(change(10), { name: "InvalidParameterValue" });
  await rejects(change(10, "rubbish"), {
    name: "ReceiptHandleIsInvalid",
    message:
      'The input receipt handle "rubbish" is not a valid receipt handle.',
  });
});

test("in a batch each entry has its own fate, and batches of the wrong form are refused whole", async () => {
  await using cloud = await startCloud();
  const { url: QueueUrl, ...queue } = await makeQueue(cloud, "orders");
  const send = (Entries: SendMessageBatchRequestEntry[]) =>
    cloud.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  const entry = (Id: string, MessageBody = "x") => ({ Id, MessageBody });
  const { Successful, Failed } = await send([
    entry("good"),
    entry("bad", "\u0001"),
  ]);
  deepEqual(
    Successful?.map(({ Id }) => Id),
    ["good"],
  );
  deepEqual(
    Failed?.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault]),
    [["bad", "InvalidMessageContents", true]],
  );
  await rejects(send([]), { name: "EmptyBatchRequest" });
  await rejects(send([entry("a"), entry("a")]), {
    name: "BatchEntryIdsNotDistinct",
    message: "Id a repeated.",
  });
  await rejects(send([entry("a b")]), { name: "InvalidBatchEntryId" });
  await rejects(send(Array.from({ length: 11 }, (_, i) => entry(`${i}`))), {
    name: "TooManyEntriesInBatchRequest",
    message: "Maximum number of entries per request are 10. You have sent 11.",
  });
  await rejects(
    send([entry("a", "x".repeat(600_000)), entry("b", "x".repeat(600_000))]),
    { name: "BatchRequestTooLong" },
  );
  const [message] = await queue.receive();
  const changed = await cloud.sqs.send(
    new ChangeMessageVisibilityBatchCommand({
      QueueUrl,
      Entries: [
        {
          Id: "a",
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout: 9,
        },
        { Id: "b", ReceiptHandle: "rubbish", VisibilityTimeout: 9 },
      ],
    }),
  );
  equal(changed.Successful?.length, 1);
  equal(changed.Failed?.[0]?.Code, "ReceiptHandleIsInvalid");
  const deleted = await cloud.sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl,
      Entries: [
        { Id: "a", ReceiptHandle: message?.ReceiptHandle },
        { Id: "b", ReceiptHandle: "rubbish" },
      ],
    }),
  );
  equal(deleted.Successful?.length, 1);
  equal(deleted.Failed?.[0]?.Code, "ReceiptHandleIsInvalid");
  deepEqual(await queue.counts(), [0, 0, 0]);
});

test("a long poll is answered by the message that comes, and empty when its time is over", async () => {
  await using cloud = await startCloud();
  const queue = await makeQueue(cloud, "orders");
  const waiting = queue.receive({ WaitTimeSeconds: 20 });
  await queue.send("came");
  deepEqual(bodies(await waiting), ["came"]);
  const inVain = queue.receive({ WaitTimeSeconds: 20 });
  await queue.attributes();
  cloud.advance(21);
  deepEqual(await inVain, []);
});

test("of many who wait, each message wakes one", async () => {
  await using cloud = await startCloud();
  const queue = await makeQueue(cloud, "orders", {
    ReceiveMessageWaitTimeSeconds: "20",
  });
  const waiting = Array.from({ length: 8 }, () =>
    queue.receive({ MaxNumberOfMessages: 1 }),
  );
  await Promise.all(Array.from({ length: 8 }, (_, i) => queue.send(String(i))));
  const received = (await Promise.all(waiting)).flatMap(bodies);
  deepEqual(received.toSorted(), ["0", "1", "2", "3", "4", "5", "6", "7"]);
});

test("no message is received twice at once, however many receive", async () => {
  await using cloud = await startCloud();
  const queue = await makeQueue(cloud, "orders");
  for (let batch = 0; batch < 10; batch++)
    await cloud.sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: queue.url,
        Entries: Array.from({ length: 10 }, (_, i) => ({
          Id: String(i),
          MessageBody: String(batch * 10 + i),
        })),
      }),
    );
  const received = await Promise.all(
    Array.from({ length: 20 }, () => queue.receive()),
  );
  const all = received.flatMap(bodies);
  equal(all.length, 100);
  equal(new Set(all).size, 100);
});

test("messages go when their retention is over, by the sweep or before it", async () => {
  await using cloud = await startCloud();
  const queue = await makeQueue(cloud, "orders", {
    MessageRetentionPeriod: "60",
  });
  await queue.send("old");
  cloud.advance(61);
  deepEqual(await queue.receive(), []);
  await queue.send("new");
  await cloud.settled();
  deepEqual(await queue.counts(), [1, 0, 0]);
  cloud.advance(61);
  await cloud.settled();
  deepEqual(await queue.counts(), [0, 0, 0]);
  await queue.send("lasting");
  await cloud.sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: queue.url,
      Attributes: { MessageRetentionPeriod: "3600" },
    }),
  );
  cloud.advance(600);
  await cloud.settled();
  deepEqual(bodies(await queue.receive()), ["lasting"]);
});
