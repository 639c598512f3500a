import { deepEqual, equal, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  AddPermissionCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  RemovePermissionCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { REGION, startCloud, type Cloud } from "../../../testing/cloud.ts";
import { allowing, makeUser, policyOf } from "../../../testing/principals.ts";
import { serviceCaller } from "../../core/caller.ts";
import { internalRequest } from "../../gateway/request-context.ts";
import { makeQueue } from "./testing/queues.ts";

const OTHER = "111122223333";

test("a user may send where its policy says so, and nowhere else; a batch is judged as its calls are", async () => {
  await using cloud = await startCloud();
  const orders = await makeQueue(cloud, "orders");
  const bills = await makeQueue(cloud, "bills");
  const clara = await makeUser(
    cloud,
    "clara",
    allowing("sqs:SendMessage", orders.arn),
  );
  const send = (QueueUrl: string) =>
    clara.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
  await send(orders.url);
  await clara.sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: orders.url,
      Entries: [{ Id: "a", MessageBody: "x" }],
    }),
  );
  await rejects(send(bills.url), {
    name: "AccessDenied",
    message: new RegExp(`sqs:SendMessage on resource: ${bills.arn}`),
  });
  await rejects(
    clara.sqs.send(new ReceiveMessageCommand({ QueueUrl: orders.url })),
    { name: "AccessDenied" },
  );
  deepEqual(await bills.counts(), [0, 0, 0]);
});

test("tags decide where a policy asks for them", async () => {
  await using cloud = await startCloud();
  const orders = await makeQueue(cloud, "orders");
  const clara = await makeUser(
    cloud,
    "clara",
    policyOf({
      Effect: "Allow",
      Action: "sqs:*",
      Resource: "*",
      Condition: { StringEquals: { "aws:ResourceTag/team": "gate" } },
    }),
  );
  const send = () =>
    clara.sqs.send(
      new SendMessageCommand({ QueueUrl: orders.url, MessageBody: "x" }),
    );
  await rejects(send(), { name: "AccessDenied" });
  const { TagQueueCommand } = await import("@aws-sdk/client-sqs");
  await cloud.sqs.send(
    new TagQueueCommand({ QueueUrl: orders.url, Tags: { team: "gate" } }),
  );
  await send();
});

test("a queue's policy lets another account in, as far as it goes, until it is taken away", async () => {
  await using cloud = await startCloud();
  const orders = await makeQueue(cloud, "orders");
  const other = await cloud.account(OTHER);
  const send = () =>
    other.sqs.send(
      new SendMessageCommand({ QueueUrl: orders.url, MessageBody: "x" }),
    );
  await rejects(send(), { name: "AccessDenied" });
  const permission = {
    QueueUrl: orders.url,
    Label: "partner",
    AWSAccountIds: [OTHER],
    Actions: ["SendMessage"],
  };
  await cloud.sqs.send(new AddPermissionCommand(permission));
  await send();
  await rejects(
    other.sqs.send(new ReceiveMessageCommand({ QueueUrl: orders.url })),
    { name: "AccessDenied" },
  );
  await rejects(cloud.sqs.send(new AddPermissionCommand(permission)), {
    name: "InvalidParameterValue",
    message: /Already exists/,
  });
  const { Policy = "" } = await orders.attributes();
  deepEqual(JSON.parse(Policy), {
    Version: "2008-10-17",
    Id: `${orders.arn}/SQSDefaultPolicy`,
    Statement: [
      {
        Sid: "partner",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${OTHER}:root` },
        Action: "SQS:SendMessage",
        Resource: orders.arn,
      },
    ],
  });
  const remove = () =>
    cloud.sqs.send(
      new RemovePermissionCommand({ QueueUrl: orders.url, Label: "partner" }),
    );
  await remove();
  await rejects(send(), { name: "AccessDenied" });
  await rejects(remove(), { name: "InvalidParameterValue" });
  equal((await orders.attributes())["Policy"], undefined);
});

test("a service sends for the resource that the queue's policy names, and for no other", async () => {
  await using cloud = await startCloud();
  const orders = await makeQueue(cloud, "orders");
  const bucket = "arn:aws:s3:::photos";
  await rejects(sendAs(cloud, orders.url, bucket), {
    name: "AccessDenied",
  });
  await cloud.sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: orders.url,
      Attributes: {
        Policy: policyOf({
          Effect: "Allow",
          Principal: { Service: "s3.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: orders.arn,
          Condition: { ArnEquals: { "aws:SourceArn": bucket } },
        }),
      },
    }),
  );
  await sendAs(cloud, orders.url, bucket);
  await rejects(sendAs(cloud, orders.url, `${bucket}-too`), {
    name: "AccessDenied",
  });
  deepEqual(await orders.counts(), [1, 0, 0]);
});

test("whoever starts a move must be allowed to take from the one queue and to send to the other", async () => {
  await using cloud = await startCloud();
  const dead = await makeQueue(cloud, "dead");
  const orders = await makeQueue(cloud, "orders", {
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: dead.arn,
      maxReceiveCount: 1,
    }),
  });
  const onDead = {
    Effect: "Allow",
    Action: [
      "sqs:StartMessageMoveTask",
      "sqs:ReceiveMessage",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
    ],
    Resource: dead.arn,
  };
  const taking = await makeUser(cloud, "taking", policyOf(onDead));
  const both = await makeUser(
    cloud,
    "both",
    policyOf(onDead, {
      Effect: "Allow",
      Action: "sqs:SendMessage",
      Resource: orders.arn,
    }),
  );
  const start = () => new StartMessageMoveTaskCommand({ SourceArn: dead.arn });
  await rejects(taking.sqs.send(start()), { name: "AccessDenied" });
  await both.sqs.send(start());
});

test("a policy is read when it is set: rubbish and strangers are refused", async () => {
  await using cloud = await startCloud();
  const { url, arn } = await makeQueue(cloud, "orders");
  const set = (Policy: string) =>
    cloud.sqs.send(
      new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { Policy } }),
    );
  const statement = {
    Effect: "Allow",
    Principal: "*",
    Action: "sqs:*",
    Resource: arn,
  };
  await set(policyOf(statement));
  for (const wrong of [
    "{",
    policyOf({ ...statement, Action: "s3:GetObject" }),
    policyOf({
      ...statement,
      Principal: { AWS: `arn:aws:iam::${cloud.accountId}:user/nobody` },
    }),
  ])
    await rejects(set(wrong), { name: "InvalidAttributeValue" });
});

test("a denial is on the trail, and a message that went well is a data event", async () => {
  await using cloud = await startCloud();
  const orders = await makeQueue(cloud, "orders");
  const clara = await makeUser(cloud, "clara");
  await orders.send("x");
  await rejects(
    clara.sqs.send(new GetQueueAttributesCommand({ QueueUrl: orders.url })),
  );
  const events = (await cloud.trail())
    .filter(({ eventSource }) => eventSource === "sqs.amazonaws.com")
    .map(({ eventName, errorCode }) => [eventName, errorCode]);
  deepEqual(events, [
    ["CreateQueue", undefined],
    ["GetQueueAttributes", undefined],
    ["GetQueueAttributes", "AccessDenied"],
  ]);
});

function sendAs(cloud: Cloud, QueueUrl: string, sourceArn: string) {
  return cloud.running.platform.send(
    new SendMessageCommand({ QueueUrl, MessageBody: "x" }),
    serviceCaller("s3.amazonaws.com", cloud.accountId, sourceArn),
    { region: REGION, request: internalRequest("s3.amazonaws.com") },
  );
}
