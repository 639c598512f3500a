import { deepEqual, equal, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import {
  CreateTopicCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import { policyOf } from "../../../../testing/principals.ts";
import { makeWitness } from "../../../../testing/witness.ts";

const Bucket = "pictures";
const Events = ["s3:ObjectCreated:*" as const];
const cannot = {
  name: "InvalidArgument",
  message: "Unable to validate the following destination configurations",
};

/** Lets S3 use a resource for one bucket. */
const forBucket = (Action: string, Resource: string, bucket: string) =>
  policyOf({
    Effect: "Allow",
    Principal: { Service: "s3.amazonaws.com" },
    Action,
    Resource,
    Condition: { ArnLike: { "aws:SourceArn": `arn:aws:s3:::${bucket}` } },
  });

async function cloudWithBucket(): Promise<Cloud> {
  const cloud = await startCloud();
  await cloud.s3.send(new CreateBucketCommand({ Bucket }));
  return cloud;
}

const notifyQueue = (cloud: Cloud, QueueArn: string) =>
  cloud.s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration: {
        QueueConfigurations: [{ QueueArn, Events }],
      },
    }),
  );

const notifyTopic = (cloud: Cloud, TopicArn: string) =>
  cloud.s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration: {
        TopicConfigurations: [{ TopicArn, Events }],
      },
    }),
  );

const put = (cloud: Cloud, Key: string) =>
  cloud.s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));

/** Takes the bodies of all messages out of a queue. */
async function taken(cloud: Cloud, QueueUrl: string): Promise<unknown[]> {
  await cloud.settled();
  const bodies: unknown[] = [];
  for (;;) {
    const { Messages = [] } = await cloud.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return bodies;
    for (const { Body = "", ReceiptHandle } of Messages) {
      bodies.push(JSON.parse(Body));
      await cloud.sqs.send(
        new DeleteMessageCommand({ QueueUrl, ReceiptHandle }),
      );
    }
  }
}

test("a queue whose policy lets the bucket send gets a test event, then the bucket's events; until it is taken back", async () => {
  await using cloud = await cloudWithBucket();
  const { QueueUrl = "" } = await cloud.sqs.send(
    new CreateQueueCommand({ QueueName: "inbox" }),
  );
  const arn = `arn:aws:sqs:us-east-1:${cloud.accountId}:inbox`;
  const allow = (bucket: string) =>
    cloud.sqs.send(
      new SetQueueAttributesCommand({
        QueueUrl,
        Attributes: { Policy: forBucket("sqs:SendMessage", arn, bucket) },
      }),
    );
  await rejects(notifyQueue(cloud, `${arn}-missing`), cannot);
  await rejects(notifyQueue(cloud, arn), cannot);
  await allow("other");
  await rejects(notifyQueue(cloud, arn), cannot);
  deepEqual(await taken(cloud, QueueUrl), []);

  await allow(Bucket);
  await notifyQueue(cloud, arn);
  const [tried] = (await taken(cloud, QueueUrl)) as Record<string, string>[];
  equal(tried?.["Event"], "s3:TestEvent");
  equal(tried["Bucket"], Bucket);
  await put(cloud, "a");
  const [event] = (await taken(cloud, QueueUrl)) as {
    Records: { eventName: string; s3: { object: { key: string } } }[];
  }[];
  equal(event?.Records[0]?.eventName, "ObjectCreated:Put");
  equal(event.Records[0].s3.object.key, "a");

  await allow("other");
  await put(cloud, "b");
  deepEqual(await taken(cloud, QueueUrl), []);
});

test("a topic whose policy lets the bucket publish passes the bucket's events on", async () => {
  await using cloud = await cloudWithBucket();
  const witness = await makeWitness(cloud);
  await witness.allow("sns.amazonaws.com");
  const { TopicArn = "" } = await cloud.sns.send(
    new CreateTopicCommand({ Name: "news" }),
  );
  await cloud.sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: "lambda",
      Endpoint: witness.arn,
    }),
  );
  const allow = (bucket: string) =>
    cloud.sns.send(
      new SetTopicAttributesCommand({
        TopicArn,
        AttributeName: "Policy",
        AttributeValue: forBucket("sns:Publish", TopicArn, bucket),
      }),
    );
  await allow("other");
  await rejects(notifyTopic(cloud, TopicArn), cannot);
  await allow(Bucket);
  await notifyTopic(cloud, TopicArn);
  await put(cloud, "a");
  const events = await witness.events<{
    Records: { Sns: { Subject: string; Message: string } }[];
  }>(2);
  const messages = events.flatMap(({ Records }) =>
    Records.map(({ Sns }) => {
      equal(Sns.Subject, "Amazon S3 Notification");
      return JSON.parse(Sns.Message) as {
        Event?: string;
        Records?: { s3: { object: { key: string } } }[];
      };
    }),
  );
  deepEqual(
    messages
      .map(({ Event, Records }) => Event ?? Records?.[0]?.s3.object.key ?? "")
      .toSorted((a, b) => (a < b ? -1 : 1)),
    ["a", "s3:TestEvent"],
  );
});
