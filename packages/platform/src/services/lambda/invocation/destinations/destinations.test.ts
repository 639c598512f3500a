import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteFunctionEventInvokeConfigCommand,
  GetFunctionEventInvokeConfigCommand,
  InvokeCommand,
  ListFunctionEventInvokeConfigsCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  UpdateFunctionConfigurationCommand,
  UpdateFunctionEventInvokeConfigCommand,
  type LambdaClient,
} from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
} from "@aws-sdk/client-s3";
import { CreateTopicCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  type Message,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { startCloud, type Cloud } from "../../../../../testing/cloud.ts";
import { policyOf } from "../../../../../testing/principals.ts";
import {
  executionRole,
  makeFunction,
  nodeFunction,
} from "../../testing/functions.ts";
import { logged } from "../../testing/logged.ts";
import { noteMeasurements } from "../../testing/measured.ts";
import { allowFunction, disallowFunction } from "../../testing/roles.ts";

const FAILS = `export const handler = async ({ fail }) => {
  if (fail) throw new TypeError("it broke");
  return { fine: true };
};`;
const TELLS =
  "export const handler = async (event) => { console.log('told ' + JSON.stringify(event)); };";

/** A function `f`, whose role may call `told`, and the function `told`. */
async function pair(cloud: Cloud, source = FAILS) {
  await makeFunction(cloud, "f", source);
  await makeFunction(cloud, "told", TELLS);
  const told = arnOf(cloud, "told");
  await allowFunction(cloud, "f", "lambda:InvokeFunction", told);
  return told;
}

const arnOf = ({ accountId }: Cloud, name: string): string =>
  `arn:aws:lambda:us-east-1:${accountId}:function:${name}`;

async function later(lambda: LambdaClient, event: unknown, Qualifier?: string) {
  await lambda.send(
    new InvokeCommand({
      FunctionName: "f",
      InvocationType: "Event",
      Payload: JSON.stringify(event),
      ...(Qualifier ? { Qualifier } : {}),
    }),
  );
}

/** What the function `told` was told so far. */
async function told(cloud: Cloud): Promise<readonly Record<string, never>[]> {
  const lines = await logged(cloud, "told", "told ");
  return lines.map(
    (line) =>
      JSON.parse(line.slice(line.indexOf("told ") + 5)) as Record<
        string,
        never
      >,
  );
}

void test("a call's end is told to its destination, with what was asked and what was answered", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const Destination = await pair(cloud);
  await lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: "f",
      MaximumRetryAttempts: 1,
      DestinationConfig: {
        OnSuccess: { Destination },
        OnFailure: { Destination },
      },
    }),
  );
  await later(lambda, { n: 1 });
  const [success] = await told(cloud);
  assert.deepEqual(success, {
    version: "1.0",
    timestamp: success?.["timestamp"],
    requestContext: {
      requestId: success?.["requestContext"]?.["requestId"],
      functionArn: `${arnOf(cloud, "f")}:$LATEST`,
      condition: "Success",
      approximateInvokeCount: 1,
    },
    requestPayload: { n: 1 },
    responseContext: { statusCode: 200, executedVersion: "$LATEST" },
    responsePayload: { fine: true },
  });
  await later(lambda, { fail: true });
  await cloud.settled();
  assert.equal((await told(cloud)).length, 1, "not before the last retry");
  cloud.advance(61);
  const [, failure] = (await told(cloud)) as unknown as [
    unknown,
    {
      requestContext: Record<string, unknown>;
      responseContext: unknown;
      responsePayload: Record<string, unknown>;
    },
  ];
  assert.equal(failure.requestContext["condition"], "RetriesExhausted");
  assert.equal(failure.requestContext["approximateInvokeCount"], 2);
  assert.deepEqual(failure.responseContext, {
    statusCode: 200,
    executedVersion: "$LATEST",
    functionError: "Unhandled",
  });
  assert.equal(failure.responsePayload["errorMessage"], "it broke");
});

void test("calls that are dropped unrun say why", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const Destination = await pair(cloud);
  const FunctionName = "f";
  await lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName,
      MaximumEventAgeInSeconds: 60,
      DestinationConfig: { OnFailure: { Destination } },
    }),
  );
  await later(lambda, { fail: true });
  // The retry, a minute later, would come too late: it is not waited for.
  const expired = (await told(cloud)).at(-1);
  assert.equal(expired?.["requestContext"]?.["condition"], "EventAgeExceeded");
  await lambda.send(
    new PutFunctionConcurrencyCommand({
      FunctionName,
      ReservedConcurrentExecutions: 0,
    }),
  );
  await later(lambda, { n: 2 });
  const blocked = (await told(cloud)).at(-1);
  assert.deepEqual(blocked?.["requestPayload"], { n: 2 });
  const context = blocked?.["requestContext"] as unknown as Record<
    string,
    unknown
  >;
  assert.equal(context["condition"], "ZeroReservedConcurrency");
  assert.equal(context["approximateInvokeCount"], 0);
});

void test("a destination is taken only where the function's role may reach it, and reached only while it may", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const measurements = noteMeasurements(cloud);
  const Destination = await pair(cloud);
  await disallowFunction(cloud, "f");
  const put = () =>
    lambda.send(
      new PutFunctionEventInvokeConfigCommand({
        FunctionName: "f",
        DestinationConfig: { OnSuccess: { Destination } },
      }),
    );
  await assert.rejects(put(), {
    name: "InvalidParameterValueException",
    message:
      "The function's execution role does not have permissions to call InvokeFunction on Lambda",
  });
  await allowFunction(cloud, "f", "lambda:InvokeFunction", Destination);
  await put();
  await later(lambda, { n: 1 });
  assert.equal((await told(cloud)).length, 1);
  await disallowFunction(cloud, "f");
  await later(lambda, { n: 2 });
  assert.equal((await told(cloud)).length, 1);
  assert.equal((await measurements("DestinationDeliveryFailures")).length, 1);
  const refused = (await cloud.trail()).filter(
    ({ eventName, errorCode }) =>
      eventName === "Invoke" && errorCode === "AccessDenied",
  );
  assert.equal(refused.length, 1);
});

void test("a bucket keeps the records of failures, and only of those", async () => {
  await using cloud = await startCloud();
  const { lambda, s3 } = cloud;
  await makeFunction(cloud, "f", FAILS);
  const Bucket = "records";
  await s3.send(new CreateBucketCommand({ Bucket }));
  const Destination = `arn:aws:s3:::${Bucket}`;
  const put = (use: "OnSuccess" | "OnFailure") =>
    lambda.send(
      new PutFunctionEventInvokeConfigCommand({
        FunctionName: "f",
        MaximumRetryAttempts: 0,
        DestinationConfig: { [use]: { Destination } },
      }),
    );
  await allowFunction(cloud, "f", "s3:PutObject", `${Destination}/*`);
  await assert.rejects(put("OnFailure"), /permissions to call PutObject on S3/);
  await allowFunction(
    cloud,
    "f",
    ["s3:PutObject", "s3:ListBucket"],
    [`${Destination}/*`, Destination],
  );
  await assert.rejects(put("OnSuccess"), {
    message: "S3 buckets are supported only for on-failure destinations.",
  });
  await put("OnFailure");
  await later(lambda, { fail: true });
  await cloud.settled();
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  const Key = Contents[0]?.Key ?? "";
  assert.match(
    Key,
    /^aws\/lambda\/async\/f\/\d{4}\/\d{2}\/\d{2}\/\d{4}-\d{2}-\d{2}T\d{2}\.\d{2}\.\d{2}-[0-9a-f-]{36}$/,
  );
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  const record = JSON.parse((await Body?.transformToString()) ?? "") as {
    requestPayload: unknown;
  };
  assert.deepEqual(record.requestPayload, { fail: true });
});

void test("each qualifier has a configuration of its own, which goes with it", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const FunctionName = "f";
  await makeFunction(cloud, FunctionName);
  await lambda.send(new PublishVersionCommand({ FunctionName }));
  await lambda.send(
    new CreateAliasCommand({
      FunctionName,
      Name: "live",
      FunctionVersion: "1",
    }),
  );
  const arn = arnOf(cloud, FunctionName);
  const put = (Qualifier: string | undefined, MaximumRetryAttempts: number) =>
    lambda.send(
      new PutFunctionEventInvokeConfigCommand({
        FunctionName,
        MaximumRetryAttempts,
        ...(Qualifier ? { Qualifier } : {}),
      }),
    );
  assert.equal((await put(undefined, 0)).FunctionArn, `${arn}:$LATEST`);
  await put("live", 1);
  const updated = await lambda.send(
    new UpdateFunctionEventInvokeConfigCommand({
      FunctionName,
      Qualifier: "live",
      MaximumEventAgeInSeconds: 60,
    }),
  );
  assert.equal(updated.MaximumRetryAttempts, 1);
  assert.equal(updated.MaximumEventAgeInSeconds, 60);
  const again = await put("live", 2);
  assert.equal(again.MaximumEventAgeInSeconds, undefined, "put whole");
  const { FunctionEventInvokeConfigs = [] } = await lambda.send(
    new ListFunctionEventInvokeConfigsCommand({ FunctionName }),
  );
  assert.deepEqual(
    FunctionEventInvokeConfigs.map((config) => [
      config.FunctionArn,
      config.MaximumRetryAttempts,
    ]),
    [
      [`${arn}:$LATEST`, 0],
      [`${arn}:live`, 2],
    ],
  );
  await lambda.send(
    new DeleteFunctionEventInvokeConfigCommand({ FunctionName }),
  );
  await assert.rejects(
    lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName })),
    {
      name: "ResourceNotFoundException",
      message: `The function ${arn}:$LATEST doesn't have an EventInvokeConfig`,
    },
  );
  const refused: readonly [object, RegExp][] = [
    [{}, /You must specify at least one of error handling or destination/],
    [{ Qualifier: "7", MaximumRetryAttempts: 1 }, /Function not found: .*:7$/],
    [{ MaximumRetryAttempts: 3 }, /less than or equal to 2/],
    [{ MaximumEventAgeInSeconds: 59 }, /greater than or equal to 60/],
    [to(arn), /You can't specify the function as a destination for itself\./],
    [to(`${arn}-no`), /The destination ARN .*-no is invalid\./],
    [to("arn:aws:dynamodb:us-east-1:123456789012:table/t"), /is invalid\./],
    [
      to("arn:aws:events:us-east-1:123456789012:event-bus/b"),
      /EventBridge event buses are not built/,
    ],
  ];
  for (const [input, message] of refused)
    await assert.rejects(
      lambda.send(
        new PutFunctionEventInvokeConfigCommand({ FunctionName, ...input }),
      ),
      message,
    );
});

const to = (Destination: string) => ({
  DestinationConfig: { OnSuccess: { Destination } },
});

void test("a queue and a topic get records; a dead-letter queue gets the event, with what was wrong", async () => {
  await using cloud = await startCloud();
  const { lambda, sqs, sns } = cloud;
  const FunctionName = "f";
  await makeFunction(cloud, FunctionName, FAILS);
  const queue = async (QueueName: string) => {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName }));
    const arn = `arn:aws:sqs:us-east-1:${cloud.accountId}:${QueueName}`;
    return { arn, messages: () => received(sqs, QueueUrl) };
  };
  const records = await queue("records");
  const dead = await queue("dead");
  const heard = await queue("heard");
  const { TopicArn = "" } = await sns.send(
    new CreateTopicCommand({ Name: "ends" }),
  );
  await sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: `${cloud.url}/${cloud.accountId}/heard`,
      Attributes: {
        Policy: policyOf({
          Effect: "Allow",
          Principal: { Service: "sns.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: heard.arn,
        }),
      },
    }),
  );
  await sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: "sqs",
      Endpoint: heard.arn,
      Attributes: { RawMessageDelivery: "true" },
    }),
  );
  await allowFunction(
    cloud,
    FunctionName,
    ["sqs:SendMessage", "sns:Publish"],
    [records.arn, dead.arn, TopicArn],
  );
  await lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName,
      DeadLetterConfig: { TargetArn: dead.arn },
    }),
  );
  await lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName,
      MaximumRetryAttempts: 0,
      DestinationConfig: {
        OnSuccess: { Destination: TopicArn },
        OnFailure: { Destination: records.arn },
      },
    }),
  );
  await later(lambda, { fail: true });
  await later(lambda, { n: 1 });
  await cloud.settled();
  const conditionOf = ({ Body = "" }: Message) =>
    (JSON.parse(Body) as { requestContext: { condition: string } })
      .requestContext.condition;
  assert.deepEqual((await records.messages()).map(conditionOf), [
    "RetriesExhausted",
  ]);
  assert.deepEqual((await heard.messages()).map(conditionOf), ["Success"]);
  const [letter, ...more] = await dead.messages();
  assert.equal(more.length, 0);
  assert.equal(letter?.Body, '{"fail":true}');
  const { RequestID, ...attributes } = letter?.MessageAttributes ?? {};
  assert.match(RequestID?.StringValue ?? "", /^[0-9a-f-]{36}$/);
  assert.deepEqual(attributes, {
    ErrorCode: { DataType: "Number", StringValue: "200" },
    ErrorMessage: { DataType: "String", StringValue: "it broke" },
  });
});

async function received(
  sqs: SQSClient,
  QueueUrl: string | undefined,
): Promise<readonly Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ["All"],
    }),
  );
  return Messages;
}

void test("a dead-letter target must be a queue that the role may send to", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const role = await executionRole(cloud, "plain");
  const create = (TargetArn: string) =>
    lambda.send(
      new CreateFunctionCommand({
        ...nodeFunction("f", role),
        DeadLetterConfig: { TargetArn },
      }),
    );
  const queue = `arn:aws:sqs:us-east-1:${cloud.accountId}:dead`;
  const refusal = {
    name: "InvalidParameterValueException",
    message:
      "The provided execution role does not have permissions to call SendMessage on SQS",
  };
  await assert.rejects(create(queue), refusal);
  await assert.rejects(
    create(arnOf(cloud, "other")),
    /is neither an SQS queue nor an SNS topic/,
  );
  await create("");
  await assert.rejects(
    lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: "f",
        DeadLetterConfig: { TargetArn: queue },
      }),
    ),
    refusal,
  );
});
