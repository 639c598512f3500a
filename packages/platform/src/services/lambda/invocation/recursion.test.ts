import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  AddPermissionCommand,
  CreateEventSourceMappingCommand,
  GetFunctionRecursionConfigCommand,
  InvokeCommand,
  PutFunctionEventInvokeConfigCommand,
  PutFunctionRecursionConfigCommand,
  type LambdaClient,
} from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import {
  CreateTopicCommand,
  PublishCommand,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { startCloud } from "../../../../testing/cloud.ts";
import { call, makeFunction } from "../testing/functions.ts";
import { logged } from "../testing/logged.ts";
import { noteMeasurements } from "../testing/measured.ts";
import { allowFunction } from "../testing/roles.ts";

/** Calls itself with the SDK, as long as it is told to. */
const ITSELF = `import * as sdk from ${JSON.stringify(import.meta.resolve("@aws-sdk/client-lambda"))};
const { InvokeCommand, LambdaClient } = sdk.default ?? sdk;
const lambda = new LambdaClient({});
export const handler = async ({ n, last }) => {
  console.log("turn " + n + ".");
  if (n === last) return;
  await lambda.send(new InvokeCommand({
    FunctionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    InvocationType: "Event",
    Payload: JSON.stringify({ n: n + 1, last }),
  }));
};`;

/** Sends on what it is sent, a letter longer. */
const sending = (
  client: "sqs" | "sns",
  command: string,
  input: string,
  sent: string,
): string => `import * as sdk from ${JSON.stringify(import.meta.resolve(`@aws-sdk/client-${client}`))};
const { ${command}, ${client.toUpperCase()}Client } = sdk.default ?? sdk;
const client = new ${client.toUpperCase()}Client({ endpoint: process.env.AWS_ENDPOINT_URL });
export const handler = async ({ Records }) => {
  console.log("turn " + ${sent} + ".");
  const next = ${sent} + "x";
  await client.send(new ${command}(${input}));
};`;

/** Calls a function with a trace header of the caller's own. */
async function traced(
  lambda: LambdaClient,
  FunctionName: string,
  header: string,
) {
  const command = new InvokeCommand({ FunctionName });
  command.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      headers["X-Amzn-Trace-Id"] = header;
      return next(args);
    },
    { step: "build" },
  );
  const { Payload } = await lambda.send(command);
  return JSON.parse(Payload?.transformToString() ?? "") as string;
}

void test("a function that calls itself is stopped after sixteen runs, and its event is not lost", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const measurements = noteMeasurements(cloud);
  const more = { MemorySize: 512, Timeout: 30 };
  await makeFunction(cloud, "f", ITSELF, more);
  await makeFunction(
    cloud,
    "told",
    "export const handler = async (event) => { console.log('told ' + JSON.stringify(event)); };",
  );
  await allowFunction(cloud, "f", "lambda:InvokeFunction");
  await lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: "f",
      DestinationConfig: {
        OnFailure: {
          Destination: `arn:aws:lambda:us-east-1:${cloud.accountId}:function:told`,
        },
      },
    }),
  );
  await call(lambda, "f", { n: 1, last: 30 });
  const turns = await logged(cloud, "f", "turn");
  assert.equal(turns.length, 16);
  const [record = ""] = await logged(cloud, "told", "told");
  assert.match(record, /"condition":"RecursiveInvocation"/);
  assert.match(record, /"requestPayload":\{"n":17,"last":30\}/);
  const dropped = await measurements("RecursiveInvocationsDropped");
  assert.deepEqual(
    dropped.map(({ value }) => value),
    [1],
  );
});

void test("a function that writes to the bucket whose changes call it is stopped as well", async () => {
  await using cloud = await startCloud();
  const { lambda, s3 } = cloud;
  const Bucket = "looping";
  const FunctionName = "f";
  await s3.send(new CreateBucketCommand({ Bucket }));
  const { FunctionArn } = await makeFunction(
    cloud,
    FunctionName,
    `import * as sdk from ${JSON.stringify(import.meta.resolve("@aws-sdk/client-s3"))};
    const { PutObjectCommand, S3Client } = sdk.default ?? sdk;
    const s3 = new S3Client({ forcePathStyle: true });
    export const handler = async ({ Records: [{ s3: { object } }] }) => {
      console.log("turn " + object.key + ".");
      await s3.send(new PutObjectCommand({ Bucket: "looping", Key: object.key + "x", Body: "x" }));
    };`,
    { MemorySize: 512, Timeout: 30 },
  );
  await allowFunction(cloud, FunctionName, "s3:PutObject");
  await lambda.send(
    new AddPermissionCommand({
      FunctionName,
      StatementId: "bucket",
      Action: "lambda:InvokeFunction",
      Principal: "s3.amazonaws.com",
      SourceArn: `arn:aws:s3:::${Bucket}`,
    }),
  );
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration: {
        LambdaFunctionConfigurations: [
          {
            LambdaFunctionArn: FunctionArn,
            Events: ["s3:ObjectCreated:*"],
          },
        ],
      },
    }),
  );
  await s3.send(new PutObjectCommand({ Bucket, Key: "x", Body: "x" }));
  assert.equal((await logged(cloud, FunctionName, "turn")).length, 16);
});

void test("a function that sends to the queue or the topic that calls it is stopped as well", async () => {
  await using cloud = await startCloud();
  const { lambda, sqs, sns } = cloud;
  const { QueueUrl = "" } = await sqs.send(
    new CreateQueueCommand({
      QueueName: "loop",
      // A message that was refused does not come again within the test.
      Attributes: { VisibilityTimeout: "3600" },
    }),
  );
  const { TopicArn = "" } = await sns.send(
    new CreateTopicCommand({ Name: "loop" }),
  );
  const functions = {
    queued: sending(
      "sqs",
      "SendMessageCommand",
      `{ QueueUrl: ${JSON.stringify(QueueUrl)}, MessageBody: next }`,
      "Records[0].body",
    ),
    told: sending(
      "sns",
      "PublishCommand",
      `{ TopicArn: ${JSON.stringify(TopicArn)}, Message: next }`,
      "Records[0].Sns.Message",
    ),
  };
  for (const [name, code] of Object.entries(functions)) {
    await makeFunction(cloud, name, code, { MemorySize: 512, Timeout: 30 });
    await allowFunction(cloud, name, ["sqs:*", "sns:Publish"]);
  }
  await lambda.send(
    new CreateEventSourceMappingCommand({
      FunctionName: "queued",
      EventSourceArn: `arn:aws:sqs:us-east-1:${cloud.accountId}:loop`,
      BatchSize: 1,
    }),
  );
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: "told",
      StatementId: "topic",
      Action: "lambda:InvokeFunction",
      Principal: "sns.amazonaws.com",
      SourceArn: TopicArn,
    }),
  );
  await sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: "lambda",
      Endpoint: `arn:aws:lambda:us-east-1:${cloud.accountId}:function:told`,
    }),
  );
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
  await sns.send(new PublishCommand({ TopicArn, Message: "x" }));
  const waiting = { QueueUrl, MaxNumberOfMessages: 1 };
  for (const name of Object.keys(functions)) {
    const last = `turn ${"x".repeat(16)}.`;
    while ((await logged(cloud, name, last)).length === 0) await sleep(50);
    await sleep(100);
    assert.equal((await logged(cloud, name, "turn")).length, 16, name);
  }
  const { Messages } = await sqs.send(new ReceiveMessageCommand(waiting));
  assert.equal(Messages, undefined, "the seventeenth message waits, unseen");
});

void test("a loop that is meant is let run", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const FunctionName = "f";
  const more = { MemorySize: 512, Timeout: 30 };
  await makeFunction(cloud, FunctionName, ITSELF, more);
  await allowFunction(cloud, "f", "lambda:InvokeFunction");
  const asked = () =>
    lambda.send(new GetFunctionRecursionConfigCommand({ FunctionName }));
  assert.equal((await asked()).RecursiveLoop, "Terminate");
  await lambda.send(
    new PutFunctionRecursionConfigCommand({
      FunctionName,
      RecursiveLoop: "Allow",
    }),
  );
  assert.equal((await asked()).RecursiveLoop, "Allow");
  await call(lambda, "f", { n: 1, last: 20 });
  assert.equal((await logged(cloud, "f", "turn")).length, 20);
});

void test("a caller who waits is told; garbage in its trace header is no reason to refuse it", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  await makeFunction(
    cloud,
    "f",
    "export const handler = async () => process.env._X_AMZN_TRACE_ID;",
  );
  const first = await traced(lambda, "f", "");
  const lineage = /Lineage=([0-9a-f]{8}):1$/.exec(first)?.[1] ?? "";
  const before = (count: number) =>
    `${first.split(";Lineage")[0]};Lineage=${lineage}:${count}`;
  assert.match(await traced(lambda, "f", before(15)), /:16$/);
  await assert.rejects(traced(lambda, "f", before(16)), {
    name: "RecursiveInvocationException",
    message:
      "Lambda has detected your function being invoked in a recursive loop with other AWS resources and stopped your function's invocation.",
  });
  assert.match(
    await traced(lambda, "f", "Lineage=zzz|||;Root=no;;=\u00ff"),
    /Lineage=[0-9a-f]{8}:1$/,
  );
});
