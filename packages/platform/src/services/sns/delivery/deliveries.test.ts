import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { verify, X509Certificate } from "node:crypto";
import { test } from "node:test";
import { AddPermissionCommand } from "@aws-sdk/client-lambda";
import {
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
  type SNSClient,
} from "@aws-sdk/client-sns";
import { startCloud } from "../../../../testing/cloud.ts";
import { makeFunction } from "../../lambda/testing/functions.ts";
import { openEndpoint } from "../testing/http-endpoint.ts";

async function makeTopic(sns: SNSClient, Attributes = {}): Promise<string> {
  const { TopicArn = "" } = await sns.send(
    new CreateTopicCommand({ Name: "alerts", Attributes }),
  );
  return TopicArn;
}

test("an HTTP endpoint confirms, and then gets signed messages", async () => {
  await using cloud = await startCloud();
  await using endpoint = await openEndpoint();
  const { sns } = cloud;
  const TopicArn = await makeTopic(sns, { SignatureVersion: "2" });
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: "http",
      Endpoint: endpoint.url,
    }),
  );
  equal(SubscriptionArn, "pending confirmation");

  const asked = await endpoint.next();
  equal(asked.headers["x-amz-sns-message-type"], "SubscriptionConfirmation");
  await checkSigned(asked.document, [
    "Message",
    "MessageId",
    "SubscribeURL",
    "Timestamp",
    "Token",
    "TopicArn",
    "Type",
  ]);
  await sns.send(new PublishCommand({ TopicArn, Message: "too early" }));
  await cloud.settled();
  equal(endpoint.received.length, 1);

  const wrong = (asked.document["SubscribeURL"] ?? "").replace(
    /Token=[0-9a-f]+/,
    "Token=0",
  );
  equal((await fetch(wrong)).status, 400);
  const confirmed = await fetch(asked.document["SubscribeURL"] ?? "");
  match(await confirmed.text(), /<SubscriptionArn>arn:aws:sns:/);

  await sns.send(
    new PublishCommand({
      TopicArn,
      Message: "the gate is open",
      Subject: "gate",
      MessageAttributes: { team: { DataType: "String", StringValue: "blue" } },
    }),
  );
  const { document, headers } = await endpoint.next();
  equal(headers["x-amz-sns-message-type"], "Notification");
  equal(document["Message"], "the gate is open");
  deepEqual(document["MessageAttributes"], {
    team: { Type: "String", Value: "blue" },
  });
  await checkSigned(document, [
    "Message",
    "MessageId",
    "Subject",
    "Timestamp",
    "TopicArn",
    "Type",
  ]);

  equal((await fetch(document["UnsubscribeURL"] ?? "")).status, 200);
  const { Subscriptions } = await sns.send(
    new ListSubscriptionsByTopicCommand({ TopicArn }),
  );
  deepEqual(Subscriptions, []);
});

async function checkSigned(
  document: Readonly<Record<string, string>>,
  names: readonly string[],
): Promise<void> {
  const pem = await (await fetch(document["SigningCertURL"] ?? "")).text();
  const { publicKey } = new X509Certificate(pem);
  const text = names.map((name) => `${name}\n${document[name]}\n`).join("");
  const signature = Buffer.from(document["Signature"] ?? "", "base64");
  equal(verify("sha256", Buffer.from(text), publicKey, signature), true);
  equal(verify("sha256", Buffer.from(`${text}x`), publicKey, signature), false);
}

test("an endpoint that fails is asked again, and one that says no is not", async () => {
  await using cloud = await startCloud();
  await using endpoint = await openEndpoint();
  const TopicArn = await makeTopic(cloud.sns);
  await cloud.sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: "http",
      Endpoint: endpoint.url,
      Attributes: { RawMessageDelivery: "true" },
    }),
  );
  const { document } = await endpoint.next();
  await fetch(document["SubscribeURL"] ?? "");

  endpoint.statuses.push(500, 200);
  await cloud.sns.send(new PublishCommand({ TopicArn, Message: "again" }));
  equal((await endpoint.next()).text, "again");
  await cloud.settled();
  cloud.advance(21);
  await cloud.settled();
  equal((await endpoint.next()).text, "again");

  endpoint.statuses.push(403);
  await cloud.sns.send(new PublishCommand({ TopicArn, Message: "refused" }));
  await endpoint.next();
  await cloud.settled();
  cloud.advance(600);
  await cloud.settled();
  equal(endpoint.received.length, 4);
});

test("a function gets a topic's messages only where its policy lets the topic in", async () => {
  await using cloud = await startCloud();
  const TopicArn = await makeTopic(cloud.sns);
  const { FunctionArn = "" } = await makeFunction(
    cloud,
    "listener",
    "export const handler = async (event) => console.log('GOT ' + JSON.stringify(event));",
  );
  const { SubscriptionArn } = await cloud.sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: "lambda",
      Endpoint: FunctionArn,
    }),
  );
  match(SubscriptionArn ?? "", /^arn:aws:sns:.*:alerts:/);

  const publish = async (Message: string) => {
    await cloud.sns.send(new PublishCommand({ TopicArn, Message }));
    await cloud.settled();
  };
  await publish("unheard");
  await cloud.lambda.send(
    new AddPermissionCommand({
      FunctionName: "listener",
      StatementId: "topic",
      Action: "lambda:InvokeFunction",
      Principal: "sns.amazonaws.com",
      SourceArn: TopicArn,
    }),
  );
  await publish("heard");

  const [record, ...more] = await recordsIn(cloud);
  deepEqual(more, []);
  equal(record?.EventSource, "aws:sns");
  equal(record?.EventSubscriptionArn, SubscriptionArn);
  equal(record?.Sns["Message"], "heard");
  equal(record?.Sns["Subject"], null);
});

interface SnsRecord {
  readonly EventSource: string;
  readonly EventSubscriptionArn: string;
  readonly Sns: Readonly<Record<string, unknown>>;
}

/** What the function wrote into its log. */
async function recordsIn(
  cloud: Awaited<ReturnType<typeof startCloud>>,
): Promise<SnsRecord[]> {
  const { FilterLogEventsCommand } =
    await import("@aws-sdk/client-cloudwatch-logs");
  const { events = [] } = await cloud.logs.send(
    new FilterLogEventsCommand({
      logGroupName: "/aws/lambda/listener",
      filterPattern: "GOT",
    }),
  );
  return events.flatMap(({ message = "" }) => {
    const { Records } = JSON.parse(
      message.slice(message.indexOf("GOT ") + 4),
    ) as {
      Records: SnsRecord[];
    };
    return Records;
  });
}

test("a filter policy lets through what it names, by attributes or by body", async () => {
  await using cloud = await startCloud();
  await using endpoint = await openEndpoint();
  const TopicArn = await makeTopic(cloud.sns);
  await cloud.sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: "http",
      Endpoint: endpoint.url,
      Attributes: {
        RawMessageDelivery: "true",
        FilterPolicy: '{"level":[{"numeric":[">=",3]}]}',
      },
    }),
  );
  const { document } = await endpoint.next();
  await fetch(document["SubscribeURL"] ?? "");
  const publish = async (Message: string, level: string) => {
    await cloud.sns.send(
      new PublishCommand({
        TopicArn,
        Message,
        MessageAttributes: {
          level: { DataType: "Number", StringValue: level },
        },
      }),
    );
    await cloud.settled();
  };
  await publish("low", "2");
  await publish("high", "3");
  equal((await endpoint.next()).text, "high");

  const { Subscriptions } = await cloud.sns.send(
    new ListSubscriptionsCommand({}),
  );
  const SubscriptionArn = Subscriptions?.[0]?.SubscriptionArn;
  const set = (AttributeName: string, AttributeValue: string) =>
    cloud.sns.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn,
        AttributeName,
        AttributeValue,
      }),
    );
  await set("FilterPolicyScope", "MessageBody");
  await set("FilterPolicy", '{"stage":{"name":["live"]}}');
  await publish('{"stage":{"name":"test"}}', "9");
  await publish('{"stage":{"name":"live"}}', "0");
  equal((await endpoint.next()).text, '{"stage":{"name":"live"}}');

  await rejects(set("FilterPolicy", '{"a":'), {
    name: "InvalidParameterException",
  });
  const { Attributes } = await cloud.sns.send(
    new GetSubscriptionAttributesCommand({ SubscriptionArn }),
  );
  equal(Attributes?.["FilterPolicyScope"], "MessageBody");
});

test("a subscription nobody confirms goes after two days, and one of another kind is refused", async () => {
  await using cloud = await startCloud();
  await using endpoint = await openEndpoint();
  const TopicArn = await makeTopic(cloud.sns);
  const subscribe = (Protocol: string, Endpoint: string) =>
    cloud.sns.send(
      new SubscribeCommand({
        TopicArn,
        Protocol,
        Endpoint,
        ReturnSubscriptionArn: true,
      }),
    );
  const { SubscriptionArn } = await subscribe("http", endpoint.url);
  ok(SubscriptionArn);
  await endpoint.next();
  cloud.advance(2 * 86_400 + 1);
  await cloud.settled();
  await rejects(
    cloud.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn })),
    { name: "NotFoundException" },
  );
  await rejects(subscribe("email", "clara@example.com"), {
    message: /email is not offered/,
  });
  await rejects(subscribe("https", endpoint.url), {
    message: /Endpoint must match the specified protocol/,
  });
  await rejects(subscribe("sqs", "arn:aws:lambda:us-east-1:1:f"), {
    message: /SQS endpoint ARN/,
  });
  await rejects(subscribe("fax", "1"), {
    message: /Does not support this protocol/,
  });
});

test("a stranger can neither end a function's subscription nor confirm without the token", async () => {
  await using cloud = await startCloud();
  const TopicArn = await makeTopic(cloud.sns);
  const { FunctionArn } = await makeFunction(cloud, "listener");
  const { SubscriptionArn } = await cloud.sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: "lambda",
      Endpoint: FunctionArn,
    }),
  );
  const end = `${cloud.url}/?Action=Unsubscribe&Version=2010-03-31&SubscriptionArn=${SubscriptionArn}`;
  equal((await fetch(end)).status, 403);
  await cloud.sns.send(new UnsubscribeCommand({ SubscriptionArn }));
  const { Subscriptions } = await cloud.sns.send(
    new ListSubscriptionsByTopicCommand({ TopicArn }),
  );
  deepEqual(Subscriptions, []);
});
