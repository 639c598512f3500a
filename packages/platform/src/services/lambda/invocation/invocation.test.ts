import assert from "node:assert/strict";
import { test } from "node:test";
import {
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConcurrencyCommand,
  InvokeCommand,
  PublishLayerVersionCommand,
  PutFunctionConcurrencyCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { AttachRolePolicyCommand } from "@aws-sdk/client-iam";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import {
  call,
  executionRole,
  makeFunction,
  packageOf,
} from "../testing/functions.ts";
import { noteMeasurements } from "../testing/measured.ts";

/** Waits until the function has logged a text so often; log lines come with the telemetry. */
async function logged(cloud: Cloud, name: string, text: string) {
  await cloud.settled();
  const { events } = await cloud.logs.send(
    new FilterLogEventsCommand({
      logGroupName: `/aws/lambda/${name}`,
      filterPattern: `"${text}"`,
    }),
  );
  return events ?? [];
}

void test("a function sees its event, context, variables and role", async () => {
  await using cloud = await startCloud();
  await makeFunction(
    cloud,
    "f",
    `export const handler = async (event, context) => ({
      event, arn: context.invokedFunctionArn, colour: process.env.COLOUR,
      key: process.env.AWS_ACCESS_KEY_ID.slice(0, 4),
      endpoint: process.env.AWS_ENDPOINT_URL,
      client: context.clientContext });`,
    { Environment: { Variables: { COLOUR: "red" } } },
  );
  const ClientContext = Buffer.from('{"client":{"x":1}}').toString("base64");
  const { answer, StatusCode, ExecutedVersion } = await call(
    cloud.lambda,
    "f",
    { a: 1 },
    { ClientContext },
  );
  assert.deepEqual(answer, {
    event: { a: 1 },
    arn: `arn:aws:lambda:us-east-1:${cloud.accountId}:function:f`,
    colour: "red",
    key: "ASIA",
    endpoint: cloud.url,
    client: { client: { x: 1 } },
  });
  assert.equal(StatusCode, 200);
  assert.equal(ExecutedVersion, "$LATEST");
});

void test("a failing function is answered with its error, and its log's tail", async () => {
  await using cloud = await startCloud();
  const measurements = noteMeasurements(cloud);
  await makeFunction(
    cloud,
    "f",
    "export const handler = async () => { console.log('x'.repeat(5000)); throw new TypeError('no'); };",
  );
  const { answer, FunctionError, LogResult } = await call(
    cloud.lambda,
    "f",
    {},
    { LogType: "Tail" },
  );
  assert.equal(FunctionError, "Unhandled");
  assert.equal((answer as { errorType: string }).errorType, "TypeError");
  const log = Buffer.from(LogResult ?? "", "base64");
  assert.equal(log.length, 4096);
  assert.match(log.toString(), /REPORT RequestId: /);
  assert.deepEqual(
    (await measurements("Errors")).map(({ value, dimensions }) => [
      value,
      dimensions,
    ]),
    [[1, { FunctionName: "f" }]],
  );
  assert.equal((await measurements("Invocations")).length, 1);
});

void test("what a function writes arrives in its log group", async () => {
  await using cloud = await startCloud();
  await makeFunction(
    cloud,
    "f",
    "export const handler = async () => { console.log('here I am'); };",
  );
  await call(cloud.lambda, "f");
  assert.equal((await logged(cloud, "f", "here I am")).length, 1);
  const { logStreams } = await cloud.logs.send(
    new DescribeLogStreamsCommand({ logGroupName: "/aws/lambda/f" }),
  );
  assert.match(
    logStreams?.[0]?.logStreamName ?? "",
    /^\d{4}\/\d{2}\/\d{2}\/\[\$LATEST\][0-9a-f]{32}$/,
  );
});

void test("a function whose role may not write logs runs without one, until it may", async () => {
  await using cloud = await startCloud();
  const role = await executionRole(cloud, "silent");
  await makeFunction(
    cloud,
    "f",
    "export const handler = async () => { console.log('heard'); return 1; };",
    { Role: role },
  );
  assert.equal((await call(cloud.lambda, "f")).answer, 1);
  await cloud.settled();
  const groups = await cloud.logs.send(new DescribeLogGroupsCommand({}));
  assert.deepEqual(groups.logGroups, []);

  await cloud.iam.send(
    new AttachRolePolicyCommand({
      RoleName: "silent",
      PolicyArn:
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    }),
  );
  cloud.advance(1);
  await call(cloud.lambda, "f");
  assert.equal((await logged(cloud, "f", "heard")).length, 1);
});

void test("a function's own calls reach the platform with its role's rights", async () => {
  await using cloud = await startCloud();
  const client = import.meta.resolve("@aws-sdk/client-sts");
  await makeFunction(
    cloud,
    "f",
    `import * as sts from ${JSON.stringify(client)};
     const { GetCallerIdentityCommand, STSClient } = sts.default ?? sts;
     export const handler = async () =>
       (await new STSClient({}).send(new GetCallerIdentityCommand({}))).Arn;`,
    { MemorySize: 512, Timeout: 30 },
  );
  assert.equal(
    (await call(cloud.lambda, "f")).answer,
    `arn:aws:sts::${cloud.accountId}:assumed-role/f-role/f`,
  );
});

void test("a changed configuration counts from the next call on", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  await makeFunction(
    cloud,
    "f",
    "let n = 0; export const handler = async () => [process.env.COLOUR, ++n];",
    { Environment: { Variables: { COLOUR: "red" } } },
  );
  assert.deepEqual((await call(lambda, "f")).answer, ["red", 1]);
  assert.deepEqual((await call(lambda, "f")).answer, ["red", 2], "warm");
  await lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName: "f",
      Environment: { Variables: { COLOUR: "blue" } },
    }),
  );
  assert.deepEqual((await call(lambda, "f")).answer, ["blue", 1]);
});

void test("layers lie under /opt for the function, a later one over an earlier one", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const layers: string[] = [];
  for (const text of ["first", "second"]) {
    const { LayerVersionArn } = await lambda.send(
      new PublishLayerVersionCommand({
        LayerName: text,
        Content: {
          ZipFile: packageOf({
            "nodejs/node_modules/shared/index.js": `module.exports = "${text}";`,
            [`nodejs/node_modules/${text}/index.js`]: `module.exports = 1;`,
          }),
        },
      }),
    );
    layers.push(LayerVersionArn ?? "");
  }
  await makeFunction(cloud, "f", undefined, {
    Layers: layers,
    Code: {
      ZipFile: packageOf({
        "index.js":
          "exports.handler = async () => [require('shared'), require('first')];",
      }),
    },
  });
  assert.deepEqual((await call(lambda, "f")).answer, ["second", 1]);
});

void test("bodies that are no JSON, and those too large, are refused", async () => {
  await using cloud = await startCloud();
  await makeFunction(cloud, "f");
  const invoke = (Payload: string, InvocationType?: "Event" | "DryRun") =>
    cloud.lambda.send(
      new InvokeCommand({
        FunctionName: "f",
        Payload,
        ...(InvocationType ? { InvocationType } : {}),
      }),
    );
  await assert.rejects(invoke("{"), (error: Error) => {
    assert.equal(error.name, "InvalidRequestContentException");
    assert.match(error.message, /^Could not parse request body into json: /);
    return true;
  });
  const long = (size: number) => `"${"x".repeat(size - 2)}"`;
  await assert.rejects(invoke(long(6_291_457)), {
    name: "RequestTooLargeException",
    message:
      "6291457 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)",
  });
  await assert.rejects(invoke(long(1_048_577), "Event"), {
    message:
      "1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)",
  });
  assert.equal((await invoke(long(1_048_576), "Event")).StatusCode, 202);
  assert.equal((await invoke("{}", "DryRun")).StatusCode, 204);
  await assert.rejects(
    cloud.lambda.send(new InvokeCommand({ FunctionName: "missing" })),
    {
      name: "ResourceNotFoundException",
      message: `Function not found: arn:aws:lambda:us-east-1:${cloud.accountId}:function:missing`,
    },
  );
});

void test("reserved concurrency of none stops every call, and its removal lets them through", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const measurements = noteMeasurements(cloud);
  const FunctionName = "f";
  await makeFunction(cloud, FunctionName);
  await lambda.send(
    new PutFunctionConcurrencyCommand({
      FunctionName,
      ReservedConcurrentExecutions: 0,
    }),
  );
  await assert.rejects(call(lambda, "f"), {
    name: "TooManyRequestsException",
    message: "Rate Exceeded.",
    Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
  });
  assert.equal((await measurements("Throttles")).length, 1);
  await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  await call(lambda, "f");
  const left = await lambda.send(
    new GetFunctionConcurrencyCommand({ FunctionName }),
  );
  assert.equal(left.ReservedConcurrentExecutions, undefined);
  await assert.rejects(
    lambda.send(
      new PutFunctionConcurrencyCommand({
        FunctionName,
        ReservedConcurrentExecutions: 901,
      }),
    ),
    /below its minimum value of \[100\]/,
  );
});

void test("no more calls run at once than are reserved", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  await makeFunction(
    cloud,
    "slow",
    "export const handler = async () => { await new Promise((r) => setTimeout(r, 700)); return 1; };",
  );
  await lambda.send(
    new PutFunctionConcurrencyCommand({
      FunctionName: "slow",
      ReservedConcurrentExecutions: 1,
    }),
  );
  const outcomes = await Promise.allSettled([
    call(lambda, "slow"),
    call(lambda, "slow"),
  ]);
  assert.deepEqual(outcomes.map(({ status }) => status).sort(), [
    "fulfilled",
    "rejected",
  ]);
});
