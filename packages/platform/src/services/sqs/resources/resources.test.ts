import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import { CreateQueueCommand } from "@aws-sdk/client-sqs";
import { startCloud } from "../../../../testing/cloud.ts";
import { resourceHandler } from "../../../../testing/resources.ts";

const DEFAULTS = {
  DelaySeconds: 0,
  MaximumMessageSize: 1048576,
  MessageRetentionPeriod: 345600,
  ReceiveMessageWaitTimeSeconds: 0,
  SqsManagedSseEnabled: true,
  VisibilityTimeout: 30,
};

test("a queue lives as a resource: made, read, changed, listed, deleted", async () => {
  await using cloud = await startCloud();
  const queues = await resourceHandler(cloud, "AWS::SQS::Queue");
  const failed = await queues.create({ QueueName: "failed" });
  const { Arn: deadLetterTargetArn } = (await queues.read(failed)) ?? {};
  const properties = {
    VisibilityTimeout: 90,
    RedrivePolicy: { deadLetterTargetArn, maxReceiveCount: 3 },
    Tags: [{ Key: "team", Value: "blue" }],
  };
  const url = await queues.create(properties);
  match(url, /^http.*\/stack-Resource-[A-Z0-9]{12}$/);
  const QueueName = url.split("/").at(-1) ?? "";
  const named = {
    QueueUrl: url,
    QueueName,
    Arn: `arn:aws:sqs:us-east-1:${cloud.accountId}:${QueueName}`,
  };
  deepEqual(await queues.read(url), { ...named, ...DEFAULTS, ...properties });
  await queues.update(url, {
    before: properties,
    after: { DelaySeconds: 5, Tags: [{ Key: "stage", Value: "test" }] },
  });
  deepEqual(await queues.read(url), {
    ...named,
    ...DEFAULTS,
    DelaySeconds: 5,
    Tags: [{ Key: "stage", Value: "test" }],
  });
  deepEqual(await queues.list(), [failed, url].toSorted());
  await queues.delete(url);
  equal(await queues.read(url), undefined);
  await queues.delete(url);
});

test("FIFO queues have names of their kind; nothing is made of wrong attributes", async () => {
  await using cloud = await startCloud();
  const queues = await resourceHandler(cloud, "AWS::SQS::Queue");
  const url = await queues.create({
    FifoQueue: true,
    ContentBasedDeduplication: true,
  });
  ok(url.endsWith(".fifo"));
  const read = await queues.read(url);
  equal(read?.["FifoQueue"], true);
  equal(read?.["ContentBasedDeduplication"], true);
  await rejects(queues.create({ ContentBasedDeduplication: true }), {
    name: "InvalidAttributeName",
  });
  await rejects(queues.create({ KmsMasterKeyId: "alias/key" }), {
    message: /KmsMasterKeyId.*not built/,
  });
  deepEqual(await queues.list(), [url]);
});

test("a queue that is there already is not taken over; one of the same step is", async () => {
  await using cloud = await startCloud();
  const queues = await resourceHandler(cloud, "AWS::SQS::Queue");
  await cloud.sqs.send(new CreateQueueCommand({ QueueName: "taken" }));
  await rejects(queues.create({ QueueName: "taken" }), {
    name: "AlreadyExists",
  });
  const url = await queues.create({ QueueName: "mine" }, "step");
  equal(await queues.create({ QueueName: "mine" }, "step"), url);
});

test("policies of one queue and of several live as resources", async () => {
  await using cloud = await startCloud();
  const queues = await resourceHandler(cloud, "AWS::SQS::Queue");
  const one = await queues.create({ QueueName: "one" });
  const two = await queues.create({ QueueName: "two" });
  const document = (service: string) => ({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sqs:SendMessage",
        Resource: "*",
      },
    ],
  });
  const inline = await resourceHandler(cloud, "AWS::SQS::QueueInlinePolicy");
  const PolicyDocument = document("s3.amazonaws.com");
  const known = { Queues: [one, two], PolicyDocument };
  const several = await resourceHandler(cloud, "AWS::SQS::QueuePolicy");
  const id = await several.create(known);
  deepEqual(await several.read(id, known), { Id: id, ...known });
  deepEqual(await inline.read(two), { Queue: two, PolicyDocument });
  await rejects(inline.create({ Queue: two, PolicyDocument }), {
    name: "AlreadyExists",
  });
  await several.update(id, {
    before: known,
    after: { Queues: [one], PolicyDocument: document("sns.amazonaws.com") },
  });
  deepEqual(await inline.read(one), {
    Queue: one,
    PolicyDocument: document("sns.amazonaws.com"),
  });
  equal(await inline.read(two), undefined);
  await several.delete(id, { Queues: [one] });
  equal(await inline.read(one), undefined);

  equal(await inline.create({ Queue: two, PolicyDocument }), two);
  await inline.delete(two);
  equal(await inline.read(two), undefined);
  const nowhere = two.replace(/two$/, "nowhere");
  await rejects(inline.create({ Queue: nowhere, PolicyDocument }), {
    name: "QueueDoesNotExist",
  });
  await inline.delete(nowhere);
});
