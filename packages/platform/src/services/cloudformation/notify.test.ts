import { equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { CreateTopicCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { REGION, startCloud } from "../../../testing/cloud.ts";
import { makeStack } from "./testing/stacks.ts";

test("a stack's topics are told what happens to it, in its order", async () => {
  await using cloud = await startCloud();
  const { TopicArn = "" } = await cloud.sns.send(
    new CreateTopicCommand({ Name: "deployments" }),
  );
  const { QueueUrl = "" } = await cloud.sqs.send(
    new CreateQueueCommand({ QueueName: "deployments" }),
  );
  const queueArn = `arn:aws:sqs:${REGION}:${cloud.accountId}:deployments`;
  await cloud.sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl,
      Attributes: {
        Policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: {
            Effect: "Allow",
            Principal: { Service: "sns.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: queueArn,
          },
        }),
      },
    }),
  );
  await cloud.sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: "sqs",
      Endpoint: queueArn,
      Attributes: { RawMessageDelivery: "true" },
    }),
  );
  const stack = await makeStack(
    cloud,
    "shop",
    "Resources: { A: { Type: AWS::SNS::Topic } }",
    { NotificationARNs: [TopicArn] },
  );
  equal(stack.StackStatus, "CREATE_COMPLETE");
  await cloud.settled();
  const { Messages = [] } = await cloud.sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
  );
  const told = Messages.map(({ Body = "" }) => Body);
  equal(told.length, 5);
  ok(
    told.some(
      (text) =>
        text.includes("ResourceStatus='CREATE_COMPLETE'\n") &&
        text.includes("LogicalResourceId='shop'\n"),
    ),
  );
});
