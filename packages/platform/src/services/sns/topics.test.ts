import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  AddPermissionCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  RemovePermissionCommand,
  SetTopicAttributesCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-sns";
import { startCloud } from "../../../testing/cloud.ts";
import { allowing, makeUser } from "../../../testing/principals.ts";

test("a topic is made once, listed, described and deleted", async () => {
  await using cloud = await startCloud();
  const { sns, accountId } = cloud;
  const create = new CreateTopicCommand({
    Name: "alerts",
    Attributes: { DisplayName: "Alerts" },
  });
  const { TopicArn } = await sns.send(create);
  equal(TopicArn, `arn:aws:sns:us-east-1:${accountId}:alerts`);
  equal((await sns.send(create)).TopicArn, TopicArn);
  await rejects(
    sns.send(
      new CreateTopicCommand({
        Name: "alerts",
        Attributes: { DisplayName: "Other" },
      }),
    ),
    {
      name: "InvalidParameterException",
      message:
        "Invalid parameter: Attributes Reason: Topic already exists with different attributes",
    },
  );
  deepEqual((await sns.send(new ListTopicsCommand({}))).Topics, [{ TopicArn }]);

  const { Attributes = {} } = await sns.send(
    new GetTopicAttributesCommand({ TopicArn }),
  );
  equal(Attributes["DisplayName"], "Alerts");
  equal(Attributes["Owner"], accountId);
  match(Attributes["Policy"] ?? "", /__default_statement_ID/);

  await sns.send(new DeleteTopicCommand({ TopicArn }));
  await sns.send(new DeleteTopicCommand({ TopicArn }));
  await rejects(sns.send(new GetTopicAttributesCommand({ TopicArn })), {
    name: "NotFoundException",
    message: "Topic does not exist",
  });
});

test("a topic's name, attributes and policy are held to what SNS takes", async () => {
  await using cloud = await startCloud();
  const { sns } = cloud;
  const refused = (
    Name: string,
    Attributes: Record<string, string>,
    message: RegExp,
  ) =>
    rejects(sns.send(new CreateTopicCommand({ Name, Attributes })), {
      name: "InvalidParameterException",
      message,
    });
  await refused("no spaces", {}, /Topic Name/);
  await refused("plain", { FifoTopic: "true" }, /must end with .fifo/);
  await refused("plain.fifo", {}, /must end with .fifo/);
  await refused("t", { KmsMasterKeyId: "alias/aws/sns" }, /not offered/);
  await refused("t", { Nonsense: "1" }, /AttributeName/);
  await refused("t", { SignatureVersion: "3" }, /SignatureVersion/);
  await refused("t", { ContentBasedDeduplication: "true" }, /FIFO/);
  await refused("t", { Policy: "{" }, /Policy/);
  await refused("t", { DeliveryPolicy: "{" }, /DeliveryPolicy/);
});

test("who may publish is decided by identity and by the topic's policy", async () => {
  await using cloud = await startCloud();
  const { TopicArn } = await cloud.sns.send(
    new CreateTopicCommand({ Name: "alerts" }),
  );
  const publish = new PublishCommand({ TopicArn, Message: "hello" });
  const denied = {
    name: "AuthorizationErrorException",
    message: /not authorized to perform: sns:Publish/i,
  };

  const nobody = await makeUser(cloud, "nobody");
  await rejects(nobody.sns.send(publish), denied);
  const publisher = await makeUser(
    cloud,
    "publisher",
    allowing("sns:Publish", TopicArn ?? ""),
  );
  ok((await publisher.sns.send(publish)).MessageId);

  const other = await cloud.account("222233334444");
  await rejects(other.sns.send(publish), denied);
  await cloud.sns.send(
    new AddPermissionCommand({
      TopicArn,
      Label: "partner",
      AWSAccountId: [other.accountId],
      ActionName: ["Publish"],
    }),
  );
  ok((await other.sns.send(publish)).MessageId);
  await cloud.sns.send(
    new RemovePermissionCommand({ TopicArn, Label: "partner" }),
  );
  await rejects(other.sns.send(publish), denied);

  await cloud.sns.send(
    new SetTopicAttributesCommand({
      TopicArn,
      AttributeName: "Policy",
      AttributeValue: JSON.stringify({
        Version: "2012-10-17",
        Statement: {
          Effect: "Deny",
          Principal: { AWS: publisher.arn },
          Action: "sns:Publish",
          Resource: TopicArn,
        },
      }),
    }),
  );
  await rejects(publisher.sns.send(publish), denied);
});

test("a topic's tags are kept, and count for permissions", async () => {
  await using cloud = await startCloud();
  const { sns } = cloud;
  const { TopicArn: ResourceArn } = await sns.send(
    new CreateTopicCommand({
      Name: "alerts",
      Tags: [{ Key: "team", Value: "blue" }],
    }),
  );
  await sns.send(
    new TagResourceCommand({
      ResourceArn,
      Tags: [{ Key: "stage", Value: "test" }],
    }),
  );
  await sns.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["stage"] }));
  deepEqual(
    (await sns.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags,
    [{ Key: "team", Value: "blue" }],
  );
  const blue = await makeUser(
    cloud,
    "blue",
    JSON.stringify({
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Action: "sns:Publish",
        Resource: "*",
        Condition: { StringEquals: { "aws:ResourceTag/team": "blue" } },
      },
    }),
  );
  const publish = new PublishCommand({ TopicArn: ResourceArn, Message: "m" });
  ok((await blue.sns.send(publish)).MessageId);
  await sns.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["team"] }));
  await rejects(blue.sns.send(publish), {
    name: "AuthorizationErrorException",
  });
});

test("what cannot be published is refused in SNS's words", async () => {
  await using cloud = await startCloud();
  const { sns } = cloud;
  const { TopicArn } = await sns.send(
    new CreateTopicCommand({ Name: "alerts" }),
  );
  const { TopicArn: fifo } = await sns.send(
    new CreateTopicCommand({
      Name: "orders.fifo",
      Attributes: { FifoTopic: "true" },
    }),
  );
  const refused = (input: object, message: string) =>
    rejects(
      sns.send(new PublishCommand({ TopicArn, Message: "m", ...input })),
      { message: `Invalid parameter: ${message}` },
    );
  await refused({ Message: "" }, "Empty message");
  await refused({ Message: "x".repeat(262_145) }, "Message too long");
  await refused({ Subject: "two\nlines" }, "Subject");
  await refused(
    { MessageStructure: "json", Message: "{" },
    "Message Structure - JSON message body failed to parse",
  );
  await refused(
    { MessageStructure: "json", Message: '{"sqs":"x"}' },
    "Message Structure - No default entry in JSON message body",
  );
  await refused(
    { TopicArn: fifo },
    "The MessageGroupId parameter is required for FIFO topics",
  );
  await refused(
    { TopicArn: fifo, MessageGroupId: "g" },
    "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  );
  await refused(
    { MessageAttributes: { n: { DataType: "Number", StringValue: "x" } } },
    "Could not cast message attribute 'n' value to number.",
  );
});

test("each entry of a batch is taken or refused for itself", async () => {
  await using cloud = await startCloud();
  const { sns } = cloud;
  const { TopicArn } = await sns.send(
    new CreateTopicCommand({ Name: "alerts" }),
  );
  const batch = (...entries: { Id: string; Message: string }[]) =>
    sns.send(
      new PublishBatchCommand({
        TopicArn,
        PublishBatchRequestEntries: entries,
      }),
    );
  const { Successful, Failed } = await batch(
    { Id: "a", Message: "one" },
    { Id: "b", Message: "" },
  );
  deepEqual(
    Successful?.map(({ Id }) => Id),
    ["a"],
  );
  equal(Failed?.[0]?.Id, "b");
  await rejects(
    batch({ Id: "a", Message: "one" }, { Id: "a", Message: "two" }),
    { name: "BatchEntryIdsNotDistinctException" },
  );
});
