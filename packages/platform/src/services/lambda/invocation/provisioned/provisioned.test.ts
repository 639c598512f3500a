import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteProvisionedConcurrencyConfigCommand,
  GetProvisionedConcurrencyConfigCommand,
  ListProvisionedConcurrencyConfigsCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutProvisionedConcurrencyConfigCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
  type LambdaClient,
} from "@aws-sdk/client-lambda";
import { startCloud } from "../../../../../testing/cloud.ts";
import { allowing, makeUser } from "../../../../../testing/principals.ts";
import { call, makeFunction } from "../../testing/functions.ts";
import { noteMeasurements } from "../../testing/measured.ts";
import { sharesOf } from "./shares.ts";

const FunctionName = "f";
const TELLS = `export const handler = async ({ wait = 0 }) => {
  await new Promise((resolve) => setTimeout(resolve, wait));
  return [process.env.AWS_LAMBDA_INITIALIZATION_TYPE, process.env.COLOUR];
};`;

const put = (
  lambda: LambdaClient,
  Qualifier: string,
  ProvisionedConcurrentExecutions: number,
) =>
  lambda.send(
    new PutProvisionedConcurrencyConfigCommand({
      FunctionName,
      Qualifier,
      ProvisionedConcurrentExecutions,
    }),
  );

const get = (lambda: LambdaClient, Qualifier: string) =>
  lambda.send(
    new GetProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier }),
  );

/** Waits until what is provisioned is no longer in progress. */
async function ready(lambda: LambdaClient, Qualifier: string) {
  for (;;) {
    const status = await get(lambda, Qualifier);
    if (status.Status !== "IN_PROGRESS") return status;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A function with version 1, which is red, and an alias of it. */
async function versioned(
  cloud: Parameters<typeof makeFunction>[0],
  source = TELLS,
) {
  const { lambda } = cloud;
  await makeFunction(cloud, FunctionName, source, {
    Timeout: 30,
    Environment: { Variables: { COLOUR: "red" } },
  });
  await lambda.send(new PublishVersionCommand({ FunctionName }));
  await lambda.send(
    new CreateAliasCommand({
      FunctionName,
      Name: "live",
      FunctionVersion: "1",
    }),
  );
}

void test("provisioned environments are ready before the first call; further calls spill over, and both are counted", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const measurements = noteMeasurements(cloud);
  await versioned(cloud);
  const asked = await put(lambda, "live", 1);
  assert.equal(asked.Status, "IN_PROGRESS");
  const {
    Status,
    RequestedProvisionedConcurrentExecutions: requested,
    AllocatedProvisionedConcurrentExecutions: allocated,
    AvailableProvisionedConcurrentExecutions: available,
  } = await ready(lambda, "live");
  assert.deepEqual(
    [Status, requested, allocated, available],
    ["READY", 1, 1, 1],
  );
  const [one, two] = await Promise.all([
    call(lambda, FunctionName, { wait: 500 }, { Qualifier: "live" }),
    call(lambda, FunctionName, { wait: 500 }, { Qualifier: "live" }),
  ]);
  assert.deepEqual([one.answer, two.answer].map(String).sort(), [
    "on-demand,red",
    "provisioned-concurrency,red",
  ]);
  const named = { FunctionName, Resource: `${FunctionName}:live` };
  for (const metric of [
    "ProvisionedConcurrencyInvocations",
    "ProvisionedConcurrencySpilloverInvocations",
  ])
    assert.deepEqual(
      (await measurements(metric)).map(({ value, dimensions }) => [
        value,
        dimensions,
      ]),
      [
        [1, { FunctionName }],
        [1, named],
      ],
      metric,
    );
  assert.ok((await measurements("ClaimedAccountConcurrency")).length > 0);
  await lambda.send(
    new DeleteProvisionedConcurrencyConfigCommand({
      FunctionName,
      Qualifier: "live",
    }),
  );
  await assert.rejects(get(lambda, "live"), {
    name: "ProvisionedConcurrencyConfigNotFoundException",
    message: "No Provisioned Concurrency Config found for this function",
  });
});

void test("an alias's environments follow it to another version, and end with it", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  await versioned(cloud);
  await put(lambda, "live", 1);
  await ready(lambda, "live");
  await lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName,
      Environment: { Variables: { COLOUR: "blue" } },
    }),
  );
  await lambda.send(new PublishVersionCommand({ FunctionName }));
  await lambda.send(
    new UpdateAliasCommand({
      FunctionName,
      Name: "live",
      FunctionVersion: "2",
    }),
  );
  await cloud.settled();
  assert.equal((await ready(lambda, "live")).Status, "READY");
  const { answer } = await call(
    lambda,
    FunctionName,
    {},
    { Qualifier: "live" },
  );
  assert.deepEqual(answer, ["provisioned-concurrency", "blue"]);
  const old = await call(lambda, FunctionName, {}, { Qualifier: "1" });
  assert.deepEqual(old.answer, ["on-demand", "red"]);
  await lambda.send(new DeleteAliasCommand({ FunctionName, Name: "live" }));
  await cloud.settled();
  const { ProvisionedConcurrencyConfigs } = await lambda.send(
    new ListProvisionedConcurrencyConfigsCommand({ FunctionName }),
  );
  assert.deepEqual(ProvisionedConcurrencyConfigs, []);
});

void test("a version whose code cannot be initialized fails to be provisioned, and says so", async () => {
  await using cloud = await startCloud();
  await versioned(cloud, "throw new Error('never');");
  await put(cloud.lambda, "1", 1);
  const { Status, StatusReason } = await ready(cloud.lambda, "1");
  assert.deepEqual(
    [Status, StatusReason],
    ["FAILED", "FUNCTION_ERROR_INIT_FAILURE"],
  );
});

void test("what is provisioned is ready again after a restart, before any call", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "provisioned-"));
  const environment = { GATEHOUSE_DATA_DIR: dataDir };
  try {
    {
      await using cloud = await startCloud(environment);
      await versioned(cloud);
      await put(cloud.lambda, "1", 1);
      assert.equal((await ready(cloud.lambda, "1")).Status, "READY");
    }
    await using cloud = await startCloud(environment);
    assert.equal((await ready(cloud.lambda, "1")).Status, "READY");
    const { answer } = await call(
      cloud.lambda,
      FunctionName,
      {},
      { Qualifier: "1" },
    );
    assert.deepEqual(answer, ["provisioned-concurrency", "red"]);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});

void test("AWS's refusals: unpublished code, two accounts for one version, and more than there is", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  await versioned(cloud);
  await lambda.send(
    new CreateAliasCommand({
      FunctionName,
      Name: "newest",
      FunctionVersion: "$LATEST",
    }),
  );
  const unpublished = {
    name: "InvalidParameterValueException",
    message:
      "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
  };
  await assert.rejects(put(lambda, "$LATEST", 1), unpublished);
  await assert.rejects(put(lambda, "newest", 1), unpublished);
  await assert.rejects(put(lambda, "9", 1), /Function not found: .*:f:9$/);
  await assert.rejects(put(lambda, "none", 1), /Cannot find alias arn: /);
  await assert.rejects(put(lambda, "1", 0), /greater than or equal to 1/);
  await assert.rejects(
    put(lambda, "1", 1001),
    /is greater than account's unreserved concurrency \[1000\]\./,
  );
  await assert.rejects(
    put(lambda, "1", 901),
    /decreases account's UnreservedConcurrentExecution below its minimum value of \[100\]\./,
  );
  await put(lambda, "live", 2);
  await assert.rejects(put(lambda, "1", 1), {
    name: "ResourceConflictException",
    message: "Version is pointed by a Provisioned Concurrency alias",
  });
  const reserve = (ReservedConcurrentExecutions: number) =>
    lambda.send(
      new PutFunctionConcurrencyCommand({
        FunctionName,
        ReservedConcurrentExecutions,
      }),
    );
  await assert.rejects(
    reserve(1),
    /should not be lower than function's total provisioned concurrency \[2\]\./,
  );
  await reserve(2);
  await assert.rejects(
    put(lambda, "live", 3),
    /should not be greater than the reservedConcurrentExecution for function/,
  );
  const may = await makeUser(
    cloud,
    "may",
    allowing(
      "lambda:GetProvisionedConcurrencyConfig",
      `arn:aws:lambda:us-east-1:${cloud.accountId}:function:f:live`,
    ),
  );
  await get(may.lambda, "live");
  await assert.rejects(get(may.lambda, "1"), { name: "AccessDeniedException" });
});

void test("an alias with weights has environments of both its versions, by their weights", () => {
  const alias = {
    functionName: FunctionName,
    name: "live",
    functionVersion: "1",
    description: "",
    revisionId: "",
  };
  const row = {
    accountId: "",
    region: "",
    functionName: FunctionName,
    qualifier: "live",
    requested: 10,
    modifiedAt: 0,
  };
  const counts = (weight: number) =>
    sharesOf(
      [row],
      [{ ...alias, routing: { AdditionalVersionWeights: { 2: weight } } }],
    ).map(({ version, count }) => [version, count]);
  assert.deepEqual(counts(0.3), [
    [1, 7],
    [2, 3],
  ]);
  assert.deepEqual(counts(0.01), [
    [1, 10],
    [2, 1],
  ]);
  assert.deepEqual(counts(1), [[2, 10]]);
  assert.deepEqual(sharesOf([row], [alias]).length, 1);
});
