import { deepEqual, equal, match, ok } from "node:assert/strict";
import { test } from "node:test";
import {
  CreateTopicCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  type Message,
} from "@aws-sdk/client-sqs";
import {
  startCloud,
  type Clients,
  type Cloud,
} from "../../../../testing/cloud.ts";

interface Queue {
  readonly url: string;
  readonly arn: string;
  receive(): Promise<readonly Message[]>;
}

/** A queue whose policy lets a topic send, or, without one, nobody. */
async function makeQueue(
  { sqs }: Clients,
  name: string,
  topicArn?: string,
): Promise<Queue> {
  const fifo = name.endsWith(".fifo");
  const { QueueUrl: url = "" } = await sqs.send(
    new CreateQueueCommand({
      QueueName: name,
      ...(fifo ? { Attributes: { FifoQueue: "true" } } : {}),
    }),
  );
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: ["QueueArn"],
    }),
  );
  const arn = Attributes?.["QueueArn"] ?? "";
  if (topicArn !== undefined)
    await sqs.send(
      new SetQueueAttributesCommand({
        QueueUrl: url,
        Attributes: { Policy: lettingIn(topicArn, arn) },
      }),
    );
  return {
    url,
    arn,
    async receive() {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ["All"],
          MessageSystemAttributeNames: ["All"],
        }),
      );
      return Messages;
    },
  };
}

const lettingIn = (topicArn: string, queueArn: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { Service: "sns.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: queueArn,
      Condition: { ArnEquals: { "aws:SourceArn": topicArn } },
    },
  });

async function makeTopic(cloud: Cloud, Name = "alerts"): Promise<string> {
  const { TopicArn = "" } = await cloud.sns.send(
    new CreateTopicCommand({
      Name,
      ...(Name.endsWith(".fifo")
        ? {
            Attributes: {
              FifoTopic: "true",
              ContentBasedDeduplication: "true",
            },
          }
        : {}),
    }),
  );
  return TopicArn;
}

const subscribe = (
  { sns }: Clients,
  TopicArn: string,
  { arn }: Queue,
  Attributes = {},
) =>
  sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: "sqs",
      Endpoint: arn,
      Attributes,
    }),
  );

test("a queue gets messages only where its policy lets the topic in", async () => {
  await using cloud = await startCloud();
  const TopicArn = await makeTopic(cloud);
  const open = await makeQueue(cloud, "open", TopicArn);
  const closed = await makeQueue(cloud, "closed");
  await subscribe(cloud, TopicArn, open);
  await subscribe(cloud, TopicArn, closed);
  await cloud.sns.send(
    new PublishCommand({ TopicArn, Message: "hello", Subject: "greeting" }),
  );
  await cloud.settled();

  const [message, ...more] = await open.receive();
  deepEqual(more, []);
  const document = JSON.parse(message?.Body ?? "") as Record<string, string>;
  equal(document["Type"], "Notification");
  equal(document["Message"], "hello");
  equal(document["Subject"], "greeting");
  equal(document["TopicArn"], TopicArn);
  deepEqual(await closed.receive(), []);
});

test("raw delivery hands over the message itself, with its attributes", async () => {
  await using cloud = await startCloud();
  const TopicArn = await makeTopic(cloud);
  const queue = await makeQueue(cloud, "raw", TopicArn);
  await subscribe(cloud, TopicArn, queue, { RawMessageDelivery: "true" });
  await cloud.sns.send(
    new PublishCommand({
      TopicArn,
      Message: '{"default":"for all","sqs":"for queues"}',
      MessageStructure: "json",
      MessageAttributes: { team: { DataType: "String", StringValue: "blue" } },
    }),
  );
  await cloud.settled();
  const [message] = await queue.receive();
  equal(message?.Body, "for queues");
  equal(message?.MessageAttributes?.["team"]?.StringValue, "blue");
});

test("a FIFO topic keeps the order of its messages and takes none twice", async () => {
  await using cloud = await startCloud();
  const TopicArn = await makeTopic(cloud, "orders.fifo");
  const queue = await makeQueue(cloud, "orders.fifo", TopicArn);
  await subscribe(cloud, TopicArn, queue, { RawMessageDelivery: "true" });
  const publish = (Message: string) =>
    cloud.sns.send(
      new PublishCommand({ TopicArn, Message, MessageGroupId: "customer" }),
    );
  const first = await publish("1");
  for (const message of ["2", "3", "4"]) await publish(message);
  const again = await publish("1");
  equal(again.MessageId, first.MessageId);
  equal(again.SequenceNumber, first.SequenceNumber);
  await cloud.settled();
  deepEqual(
    (await queue.receive()).map(({ Body }) => Body),
    ["1", "2", "3", "4"],
  );

  cloud.advance(301);
  const later = await publish("1");
  ok(later.MessageId !== first.MessageId);
});

test("what cannot be delivered goes to the subscription's dead-letter queue", async () => {
  await using cloud = await startCloud();
  const TopicArn = await makeTopic(cloud);
  const closed = await makeQueue(cloud, "closed");
  const dead = await makeQueue(cloud, "dead", TopicArn);
  await subscribe(cloud, TopicArn, closed, {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn }),
  });
  await cloud.sns.send(new PublishCommand({ TopicArn, Message: "lost" }));
  await cloud.settled();
  deepEqual(
    (await dead.receive()).map(({ Body }) => Body),
    ["lost"],
  );
});

test("a queue of another account is asked before it is sent anything", async () => {
  await using cloud = await startCloud();
  const TopicArn = await makeTopic(cloud);
  const partner = await cloud.account("222233334444");
  const queue = await makeQueue(partner, "theirs", TopicArn);
  const { SubscriptionArn } = await subscribe(cloud, TopicArn, queue);
  equal(SubscriptionArn, "pending confirmation");
  await cloud.settled();
  const [asked] = await queue.receive();
  const { SubscribeURL = "" } = JSON.parse(asked?.Body ?? "{}") as {
    SubscribeURL?: string;
  };
  equal((await fetch(SubscribeURL)).status, 200);

  // Who subscribes a queue of their own need not be asked, once the topic lets them.
  const own = await makeQueue(partner, "own", TopicArn);
  await cloud.sns.send(
    new SetTopicAttributesCommand({
      TopicArn,
      AttributeName: "Policy",
      AttributeValue: JSON.stringify({
        Version: "2012-10-17",
        Statement: {
          Effect: "Allow",
          Principal: { AWS: partner.accountId },
          Action: "sns:Subscribe",
          Resource: TopicArn,
        },
      }),
    }),
  );
  match(
    (await subscribe(partner, TopicArn, own)).SubscriptionArn ?? "",
    /^arn:aws:sns:/,
  );
  await cloud.sns.send(new PublishCommand({ TopicArn, Message: "hello" }));
  await cloud.settled();
  equal((await own.receive()).length, 1);
  const { Subscriptions = [] } = await cloud.sns.send(
    new ListSubscriptionsByTopicCommand({ TopicArn }),
  );
  deepEqual(
    new Set(Subscriptions.map(({ Owner }) => Owner)),
    new Set([cloud.accountId, partner.accountId]),
  );
});
