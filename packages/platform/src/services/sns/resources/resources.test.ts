import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import { CreateTopicCommand } from "@aws-sdk/client-sns";
import { startCloud } from "../../../../testing/cloud.ts";
import { resourceHandler } from "../../../../testing/resources.ts";
import { makeFunction } from "../../lambda/testing/functions.ts";

test("a topic lives as a resource: made, read, changed, listed, deleted", async () => {
  await using cloud = await startCloud();
  const topics = await resourceHandler(cloud, "AWS::SNS::Topic");
  const properties = {
    DisplayName: "Alerts",
    Tags: [{ Key: "team", Value: "blue" }],
  };
  const arn = await topics.create(properties);
  match(arn, /:stack-Resource-[A-Z0-9]{12}$/);
  deepEqual(await topics.read(arn), {
    TopicArn: arn,
    TopicName: arn.split(":").at(-1),
    ...properties,
  });
  await topics.update(arn, {
    before: properties,
    after: { Tags: [{ Key: "stage", Value: "test" }] },
  });
  deepEqual(await topics.read(arn), {
    TopicArn: arn,
    TopicName: arn.split(":").at(-1),
    Tags: [{ Key: "stage", Value: "test" }],
  });
  deepEqual(await topics.list(), [arn]);
  await topics.delete(arn);
  equal(await topics.read(arn), undefined);
  await topics.delete(arn);
});

test("a topic that is there already is not taken over", async () => {
  await using cloud = await startCloud();
  const topics = await resourceHandler(cloud, "AWS::SNS::Topic");
  const { TopicArn = "" } = await cloud.sns.send(
    new CreateTopicCommand({ Name: "taken" }),
  );
  await rejects(topics.create({ TopicName: "taken" }), {
    name: "AlreadyExists",
    message: `Resource of type 'AWS::SNS::Topic' with identifier '${TopicArn}' already exists.`,
  });
  const mine = await topics.create({ TopicName: "mine" }, "step");
  equal(await topics.create({ TopicName: "mine" }, "step"), mine);
  await rejects(topics.create({ TopicName: "mine" }, "another step"), {
    name: "AlreadyExists",
  });
});

test("work that begins again makes a resource once", async () => {
  await using cloud = await startCloud();
  const topics = await resourceHandler(cloud, "AWS::SNS::Topic");
  const first = await topics.create({ FifoTopic: true }, "step-1");
  equal(await topics.create({ FifoTopic: true }, "step-1"), first);
  ok(first.endsWith(".fifo"));
  equal((await topics.list()).length, 1);
  await topics.create({ FifoTopic: true }, "step-2");
  equal((await topics.list()).length, 2);
});

test("a subscription and a topic's policy live as resources", async () => {
  await using cloud = await startCloud();
  const topics = await resourceHandler(cloud, "AWS::SNS::Topic");
  const TopicArn = await topics.create({});
  const { FunctionArn } = await makeFunction(cloud, "listener");
  const subscriptions = await resourceHandler(cloud, "AWS::SNS::Subscription");
  const properties = {
    TopicArn,
    Protocol: "lambda",
    Endpoint: FunctionArn,
    FilterPolicy: { level: ["high"] },
  };
  const arn = await subscriptions.create(properties);
  deepEqual(await subscriptions.read(arn), {
    Arn: arn,
    ...properties,
    FilterPolicyScope: "MessageAttributes",
    RawMessageDelivery: false,
  });
  await subscriptions.update(arn, {
    before: properties,
    after: { ...properties, FilterPolicy: { level: ["low"] } },
  });
  deepEqual((await subscriptions.read(arn))?.["FilterPolicy"], {
    level: ["low"],
  });

  const policies = await resourceHandler(cloud, "AWS::SNS::TopicInlinePolicy");
  const PolicyDocument = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "s3.amazonaws.com" },
        Action: "sns:Publish",
        Resource: TopicArn,
      },
    ],
  };
  await policies.create({ TopicArn, PolicyDocument });
  deepEqual(await policies.read(TopicArn), { TopicArn, PolicyDocument });
  await policies.delete(TopicArn);
  match(JSON.stringify(await policies.read(TopicArn)), /__default_policy_ID/);
});
