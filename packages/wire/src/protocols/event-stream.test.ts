import { deepEqual, equal, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  CloudWatchLogsClient,
  StartLiveTailCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  InvokeWithResponseStreamCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { encode, serviceModel } from "../index.ts";
import { sdkClient } from "../testing/in-process.ts";
import { recorder } from "../testing/recorder.ts";

const settings = {
  region: "us-east-1",
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
  maxAttempts: 1,
  disableHostPrefix: true,
};

async function* each<T>(...events: T[]): AsyncGenerator<T> {
  for (const event of events) yield await Promise.resolve(event);
}

void test("Lambda's response stream arrives event by event", async () => {
  const op = serviceModel(sdkClient("lambda")).operation(
    "InvokeWithResponseStream",
  )!;
  const EventStream = each(
    { PayloadChunk: { Payload: Buffer.from("hello ") } },
    { PayloadChunk: { Payload: Buffer.from([0, 255, 10]) } },
    {
      InvokeComplete: {
        ErrorCode: "Unhandled",
        ErrorDetails: "é",
        LogResult: "bG9n",
      },
    },
  );
  const output = { StatusCode: 200, ExecutedVersion: "$LATEST", EventStream };
  await using server = await recorder(() =>
    encode("restJson1", op, output, { requestId: "r-1" }),
  );
  const client = new LambdaClient({ ...settings, endpoint: server.endpoint });
  const answer = await client.send(
    new InvokeWithResponseStreamCommand({ FunctionName: "f" }),
  );
  equal(answer.ExecutedVersion, "$LATEST");
  const events = await Array.fromAsync(answer.EventStream!);
  deepEqual(
    events.map(
      ({ PayloadChunk }) => PayloadChunk?.Payload && [...PayloadChunk.Payload],
    ),
    [[...Buffer.from("hello ")], [0, 255, 10], undefined],
  );
  equal(events[2]?.InvokeComplete?.ErrorDetails, "é");
});

void test("an RPC stream begins with its initial response, and a failure ends it as its modelled exception", async () => {
  const op = serviceModel(sdkClient("cloudwatch-logs")).operation(
    "StartLiveTail",
  )!;
  async function* tail(): AsyncGenerator<object> {
    yield* each(
      { sessionStart: { sessionId: "s-1" } },
      { sessionUpdate: { sessionResults: [{ message: "m", timestamp: 5 }] } },
    );
    throw Object.assign(new Error("took too long"), {
      name: "SessionTimeoutException",
    });
  }
  await using server = await recorder(() =>
    encode("awsJson1.1", op, { responseStream: tail() }, { requestId: "r-1" }),
  );
  const client = new CloudWatchLogsClient({
    ...settings,
    endpoint: server.endpoint,
  });
  const answer = await client.send(
    new StartLiveTailCommand({ logGroupIdentifiers: ["g"] }),
  );
  const seen: unknown[] = [];
  await rejects(
    async () => {
      for await (const event of answer.responseStream!) seen.push(event);
    },
    { name: "SessionTimeoutException", message: "took too long" },
  );
  deepEqual(seen, [
    { sessionStart: { sessionId: "s-1" } },
    { sessionUpdate: { sessionResults: [{ message: "m", timestamp: 5 }] } },
  ]);
});
