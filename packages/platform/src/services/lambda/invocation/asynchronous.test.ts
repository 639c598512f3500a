import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CreateAliasCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  InvokeAsyncCommand,
  InvokeCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
  type LambdaClient,
} from "@aws-sdk/client-lambda";
import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { startCloud, type Clients } from "../../../../testing/cloud.ts";
import { allowing, makeUser } from "../../../../testing/principals.ts";
import { call, makeFunction } from "../testing/functions.ts";
import { logged } from "../testing/logged.ts";
import { noteMeasurements } from "../testing/measured.ts";

const FAILS =
  "export const handler = async ({ n }) => { console.log(`run ${n}`); throw new Error('no'); };";
const SAYS =
  "export const handler = async ({ n }) => { console.log(`run ${n}`); };";

const soon = () => new Promise((resolve) => setTimeout(resolve, 10));

/** Has a function called later. */
async function later(
  lambda: LambdaClient,
  FunctionName: string,
  event: unknown = {},
  Qualifier?: string,
): Promise<void> {
  const { StatusCode } = await lambda.send(
    new InvokeCommand({
      FunctionName,
      InvocationType: "Event",
      Payload: JSON.stringify(event),
      ...(Qualifier === undefined ? {} : { Qualifier }),
    }),
  );
  assert.equal(StatusCode, 202);
}

void test("an accepted call that fails runs again after one and two minutes, and then no more", async () => {
  await using cloud = await startCloud();
  const measurements = noteMeasurements(cloud);
  await makeFunction(cloud, "f", FAILS);
  await later(cloud.lambda, "f", { n: 5 });
  const runs = async () => (await logged(cloud, "f", "run 5")).length;
  assert.equal(await runs(), 1);
  for (const [seconds, count] of [
    [30, 1],
    [31, 2],
    [60, 2],
    [61, 3],
    [3600, 3],
  ] as const) {
    cloud.advance(seconds);
    assert.equal(await runs(), count);
  }
  assert.equal((await measurements("AsyncEventsReceived")).length, 1);
  assert.equal((await measurements("AsyncEventsDropped")).length, 1);
  const ages = await measurements("AsyncEventAge");
  assert.deepEqual(
    ages.map(({ value }) => Math.floor(value / 60_000)),
    [0, 1, 3],
  );
});

void test("fewer retries are made where fewer are set", async () => {
  await using cloud = await startCloud();
  await makeFunction(cloud, "f", FAILS);
  await cloud.lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: "f",
      MaximumRetryAttempts: 0,
    }),
  );
  await later(cloud.lambda, "f", { n: 1 });
  cloud.advance(7200);
  assert.equal((await logged(cloud, "f", "run 1")).length, 1);
});

void test("a throttled call waits for concurrency, and is given up when it grows too old", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const FunctionName = "f";
  const measurements = noteMeasurements(cloud);
  await makeFunction(
    cloud,
    FunctionName,
    `export const handler = async ({ n, wait = 0 }) => {
      console.log("run " + n);
      await new Promise((resolve) => setTimeout(resolve, wait));
    };`,
    { Timeout: 30 },
  );
  await lambda.send(
    new PutFunctionConcurrencyCommand({
      FunctionName,
      ReservedConcurrentExecutions: 1,
    }),
  );
  await lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName,
      MaximumEventAgeInSeconds: 60,
    }),
  );
  const busy = call(lambda, FunctionName, { n: 0, wait: 2000 });
  while (!(await isThrottled(lambda, FunctionName))) await soon();
  await later(lambda, FunctionName, { n: 1 });
  await later(lambda, FunctionName, { n: 2 });
  await cloud.settled();
  await busy;
  cloud.advance(5);
  // The two may run into each other as well.
  for (let n = 0; n < 5; n++) {
    await cloud.settled();
    cloud.advance(2 ** n);
  }
  assert.equal((await logged(cloud, "f", "run 1")).length, 1);
  assert.equal((await logged(cloud, "f", "run 2")).length, 1);

  const again = call(lambda, FunctionName, { n: 3, wait: 2000 });
  while (!(await isThrottled(lambda, FunctionName))) await soon();
  await later(lambda, FunctionName, { n: 4 });
  await cloud.settled();
  cloud.advance(61);
  await again;
  cloud.advance(600);
  assert.equal((await logged(cloud, "f", "run 4")).length, 0);
  assert.equal((await measurements("AsyncEventsDropped")).length, 1);
});

void test("a reserved concurrency of none drops accepted calls at once", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const FunctionName = "f";
  const measurements = noteMeasurements(cloud);
  await makeFunction(cloud, FunctionName, SAYS);
  await lambda.send(
    new PutFunctionConcurrencyCommand({
      FunctionName,
      ReservedConcurrentExecutions: 0,
    }),
  );
  await later(lambda, FunctionName, { n: 1 });
  assert.equal((await measurements("AsyncEventsDropped")).length, 1);
  await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  await later(lambda, FunctionName, { n: 2 });
  assert.equal((await logged(cloud, "f", "run 2")).length, 1);
  cloud.advance(3600);
  assert.equal((await logged(cloud, "f", "run 1")).length, 0);
});

void test("a function that is slow, or stuck, holds up no other, nor what else happens", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  await makeFunction(
    cloud,
    "slow",
    "export const handler = () => new Promise((resolve) => setTimeout(resolve, 8000));",
    { Timeout: 3 },
  );
  await makeFunction(cloud, "quick", SAYS);
  await Promise.all(Array.from({ length: 40 }, () => later(lambda, "slow")));
  const before = performance.now();
  for (let n = 0; n < 5; n++) await later(lambda, "quick", { n });
  const seen = async (): Promise<number> => {
    const all = await Promise.all(
      [0, 1, 2, 3, 4].map((n) => hasLogged(cloud, "quick", `run ${n}`)),
    );
    return all.filter(Boolean).length;
  };
  while ((await seen()) < 5 && performance.now() - before < 20_000)
    await soon();
  assert.ok(cloud.running.platform.lanes.busy, "the slow ones still run");
  assert.equal(await seen(), 5);
});

void test("an accepted call runs the version that its alias means when it runs", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const FunctionName = "f";
  await makeFunction(
    cloud,
    FunctionName,
    `export const handler = async ({ fail }) => {
      console.log("ran " + process.env.COLOUR);
      if (fail) throw new Error("no");
    };`,
    { Environment: { Variables: { COLOUR: "red" } } },
  );
  await lambda.send(new PublishVersionCommand({ FunctionName }));
  await lambda.send(
    new CreateAliasCommand({
      FunctionName,
      Name: "live",
      FunctionVersion: "1",
    }),
  );
  await lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName,
      Environment: { Variables: { COLOUR: "blue" } },
    }),
  );
  await lambda.send(new PublishVersionCommand({ FunctionName }));
  await later(lambda, FunctionName, { fail: true }, "live");
  assert.equal((await logged(cloud, "f", "ran red")).length, 1);
  await lambda.send(
    new UpdateAliasCommand({
      FunctionName,
      Name: "live",
      FunctionVersion: "1",
      RoutingConfig: { AdditionalVersionWeights: { 2: 1 } },
    }),
  );
  cloud.advance(61);
  assert.equal((await logged(cloud, "f", "ran red")).length, 1);
  assert.equal((await logged(cloud, "f", "ran blue")).length, 1);
  const { ExecutedVersion } = await call(
    lambda,
    FunctionName,
    {},
    { Qualifier: "live" },
  );
  assert.equal(ExecutedVersion, "2");
});

void test("a call of a function that was deleted meanwhile is dropped; one that was made again is another", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const measurements = noteMeasurements(cloud);
  await makeFunction(cloud, "f", FAILS);
  await later(lambda, "f", { n: 1 });
  await cloud.settled();
  await lambda.send(new DeleteFunctionCommand({ FunctionName: "f" }));
  cloud.advance(61);
  assert.equal((await measurements("AsyncEventsDropped")).length, 1);
  cloud.advance(3600);
  assert.equal((await logged(cloud, "f", "run 1")).length, 1);
});

void test("the old InvokeAsync accepts up to 256 KB, of those who may call it", async () => {
  await using cloud = await startCloud();
  await makeFunction(cloud, "f", SAYS);
  const send = (lambda: LambdaClient, InvokeArgs: string) =>
    lambda.send(new InvokeAsyncCommand({ FunctionName: "f", InvokeArgs }));
  const { Status } = await send(cloud.lambda, '{"n":1}');
  assert.equal(Status, 202);
  assert.equal((await logged(cloud, "f", "run 1")).length, 1);
  await assert.rejects(send(cloud.lambda, "{"), {
    name: "InvalidRequestContentException",
  });
  await assert.rejects(send(cloud.lambda, `"${"x".repeat(262_143)}"`), {
    name: "RequestTooLargeException",
  });
  const may = await makeUser(cloud, "may", allowing("lambda:InvokeAsync"));
  const other = await makeUser(cloud, "no", allowing("lambda:InvokeFunction"));
  assert.equal((await send(may.lambda, "{}")).Status, 202);
  await assert.rejects(send(other.lambda, "{}"), {
    name: "AccessDeniedException",
  });
});

/** True once a further call finds no concurrency left. */
async function isThrottled(
  lambda: LambdaClient,
  name: string,
): Promise<boolean> {
  return call(lambda, name, { n: -1 }).then(
    () => false,
    ({ name: error }: Error) => error === "TooManyRequestsException",
  );
}

/** Whether a text is in a function's log by now, whatever else goes on. */
async function hasLogged(
  { logs }: Clients,
  name: string,
  text: string,
): Promise<boolean> {
  const found = await logs
    .send(
      new FilterLogEventsCommand({
        logGroupName: `/aws/lambda/${name}`,
        filterPattern: `"${text}"`,
      }),
    )
    .catch(() => undefined);
  return (found?.events ?? []).length > 0;
}
