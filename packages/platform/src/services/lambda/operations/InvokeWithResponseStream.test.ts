import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  InvokeWithResponseStreamCommand,
  PutFunctionConcurrencyCommand,
  type InvokeWithResponseStreamResponseEvent,
  type LambdaClient,
} from "@aws-sdk/client-lambda";
import { startCloud } from "../../../../testing/cloud.ts";
import { allowing, makeUser } from "../../../../testing/principals.ts";
import { call, makeFunction } from "../testing/functions.ts";

const streaming = (body: string) =>
  `export const handler = awslambda.streamifyResponse(async (event, out) => { ${body} });`;

/** Streams until another call of the same environment's file system says so. */
const HELD = streaming(
  `out.write("first"); const { existsSync } = await import("node:fs"); while (!existsSync(event.gate)) await new Promise((go) => setTimeout(go, 5)); out.end("last");`,
);

/** Without walls, so that a function sees the file for which it waits. */
const SEEING = { GATEHOUSE_EPHEMERAL: "1", GATEHOUSE_ISOLATION: "process" };

async function invoke(lambda: LambdaClient, event: unknown = {}, more = {}) {
  const answer = await lambda.send(
    new InvokeWithResponseStreamCommand({
      FunctionName: "streamer",
      Payload: JSON.stringify(event),
      ...more,
    }),
  );
  return { ...answer, events: answer.EventStream! };
}

const text = ({ PayloadChunk }: InvokeWithResponseStreamResponseEvent) =>
  Buffer.from(PayloadChunk?.Payload ?? []).toString();

void test("the first bytes reach the client before the function ends", async (t) => {
  await using cloud = await startCloud(SEEING);
  await makeFunction(cloud, "streamer", HELD, { Timeout: 20 });
  const { mkdtempSync, rmSync, writeFileSync } = await import("node:fs");
  const dir = mkdtempSync("/tmp/gate-");
  t.after(() => rmSync(dir, { recursive: true }));
  const { events, ExecutedVersion, StatusCode } = await invoke(cloud.lambda, {
    gate: `${dir}/open`,
  });
  deepEqual([StatusCode, ExecutedVersion], [200, "$LATEST"]);
  const reading = events[Symbol.asyncIterator]();
  equal(text((await reading.next()).value!), "first");
  writeFileSync(`${dir}/open`, "");
  equal(text((await reading.next()).value!), "last");
  deepEqual((await reading.next()).value, { InvokeComplete: {} });
  equal((await reading.next()).done, true);
});

void test("a function that does not stream answers in one chunk, with the log's end where it is asked for", async () => {
  await using cloud = await startCloud();
  await makeFunction(cloud, "streamer");
  const { events } = await invoke(cloud.lambda, { a: 1 }, { LogType: "Tail" });
  const [chunk, complete, ...rest] = await Array.fromAsync(events);
  equal(text(chunk!), '{"a":1}');
  const log = complete?.InvokeComplete?.LogResult ?? "";
  match(Buffer.from(log, "base64").toString(), /REPORT RequestId/);
  deepEqual(rest, []);
});

void test("a failure is told behind what was sent before it", async () => {
  await using cloud = await startCloud();
  await makeFunction(
    cloud,
    "streamer",
    streaming(`out.write("half"); throw new TypeError("broken")`),
  );
  const events = await Array.fromAsync((await invoke(cloud.lambda)).events);
  equal(events.map(text).join(""), "half");
  const { ErrorCode, ErrorDetails } = events.at(-1)?.InvokeComplete ?? {};
  match(ErrorCode ?? "", /TypeError/);
  match(ErrorDetails ?? "", /broken/);
});

void test("a function that takes too long ends its stream with Lambda's words", async () => {
  await using cloud = await startCloud();
  await makeFunction(
    cloud,
    "streamer",
    streaming(
      `out.write("half"); await new Promise(() => setTimeout(() => {}, 60_000))`,
    ),
    { Timeout: 1 },
  );
  const events = await Array.fromAsync((await invoke(cloud.lambda)).events);
  equal(events.map(text).join(""), "half");
  match(
    events.at(-1)?.InvokeComplete?.ErrorDetails ?? "",
    /Task timed out after 1.00 seconds/,
  );
});

void test("a client that leaves holds nothing: the environment takes the next call", async () => {
  await using cloud = await startCloud();
  await makeFunction(
    cloud,
    "streamer",
    streaming(
      `if (event.brief) return out.end('"brief"'); for (let i = 0; i < 600; i++) { if (!out.write(Buffer.alloc(65536))) await new Promise((go) => out.once("drain", go)); } out.end();`,
    ),
    { Timeout: 20 },
  );
  await cloud.lambda.send(
    new PutFunctionConcurrencyCommand({
      FunctionName: "streamer",
      ReservedConcurrentExecutions: 1,
    }),
  );
  const leaving = new AbortController();
  const { events } = await cloud.lambda
    .send(new InvokeWithResponseStreamCommand({ FunctionName: "streamer" }), {
      abortSignal: leaving.signal,
    })
    .then(({ EventStream }) => ({ events: EventStream! }));
  const reading = events[Symbol.asyncIterator]();
  await reading.next();
  await rejects(invoke(cloud.lambda), { name: "TooManyRequestsException" });
  leaving.abort();
  await reading.return?.();
  for (;;) {
    const next = await call(cloud.lambda, "streamer", { brief: true }).catch(
      (error: Error) => error,
    );
    if (!(next instanceof Error)) {
      equal(next.answer, "brief");
      break;
    }
    equal(next.name, "TooManyRequestsException");
  }
});

void test("only who may invoke the function may stream its answer; a dry run runs nothing", async () => {
  await using cloud = await startCloud();
  const { FunctionArn } = await makeFunction(cloud, "streamer");
  const may = allowing("lambda:InvokeFunction", FunctionArn);
  const user = await makeUser(cloud, "caller", may);
  const other = await makeUser(cloud, "other", allowing("lambda:GetFunction"));
  equal((await Array.fromAsync((await invoke(user.lambda)).events)).length, 2);
  await rejects(invoke(other.lambda), { name: "AccessDeniedException" });
  const dry = await user.lambda.send(
    new InvokeWithResponseStreamCommand({
      FunctionName: "streamer",
      InvocationType: "DryRun",
    }),
  );
  equal(dry.StatusCode, 204);
  await rejects(invoke(user.lambda, {}, { FunctionName: "missing" }), {
    name: "AccessDeniedException",
  });
  await rejects(invoke(cloud.lambda, {}, { FunctionName: "missing" }), {
    name: "ResourceNotFoundException",
  });
});
