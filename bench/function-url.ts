import { request } from "node:http";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  type InvokeMode,
  type TracingMode,
} from "@aws-sdk/client-lambda";
import { writeZip } from "@gatehouse/signing";
import { bareRequest, clientsOf, LAMBDA_TRUST, restCall } from "./client.ts";
import type { Figure } from "./figure.ts";
import { load, percentile } from "./load.ts";
import { bareServer, platformServer } from "./server/processes.ts";

const REQUESTS = 2000;
const STREAMS = 100;
/** What a function has told before it goes on for so many milliseconds. */
const GOES_ON = 50;

const SOURCE = `
export const buffered = async () => "hello";
export const streamed = awslambda.streamifyResponse(async (event, out) => {
  out.write("first");
  await new Promise((go) => setTimeout(go, ${GOES_ON}));
  out.end("last");
});
`;

/** A request to a function URL beside Invoke of the same function; a stream's first byte beside its last; the price of tracing. */
export async function functionUrl(): Promise<Figure[]> {
  await using bare = await bareServer();
  await using platform = await platformServer();
  const { iam, lambda } = clientsOf(platform);
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: "site",
      AssumeRolePolicyDocument: LAMBDA_TRUST,
    }),
  );

  async function site(
    FunctionName: string,
    handler: string,
    InvokeMode: InvokeMode,
    Mode: TracingMode = "PassThrough",
  ): Promise<string> {
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Runtime: "nodejs22.x",
        Handler: `index.${handler}`,
        Role: Role?.Arn,
        TracingConfig: { Mode },
        Code: { ZipFile: writeZip([{ name: "index.mjs", body: SOURCE }]) },
      }),
    );
    for (const granted of [
      { Action: "lambda:InvokeFunctionUrl", FunctionUrlAuthType: "NONE" },
      { Action: "lambda:InvokeFunction", InvokedViaFunctionUrl: true },
    ] as const)
      await lambda.send(
        new AddPermissionCommand({
          FunctionName,
          Principal: "*",
          StatementId: granted.Action.slice(7),
          ...granted,
        }),
      );
    const { FunctionUrl } = await lambda.send(
      new CreateFunctionUrlConfigCommand({
        FunctionName,
        AuthType: "NONE",
        InvokeMode,
      }),
    );
    return /[a-z2-7]{32}/.exec(FunctionUrl ?? "")?.[0] ?? "";
  }

  const path = (id: string): string => `/_gatehouse/lambda-url/${id}/`;
  const get = (id: string): Buffer =>
    Buffer.from(`GET ${path(id)} HTTP/1.1\r\nhost: bench\r\n\r\n`);
  const invoke = (name: string) =>
    restCall(platform, {
      service: "lambda",
      path: `/2015-03-31/functions/${name}/invocations`,
      body: "{}",
    });

  const plain = await site("plain", "buffered", "BUFFERED");
  await site("traced", "buffered", "BUFFERED", "Active");
  const stream = await site("stream", "streamed", "RESPONSE_STREAM");

  const size = { requests: REQUESTS, connections: 1 };
  const p50 = async (url: string, call: Buffer): Promise<number> => {
    await load(url, () => call, { ...size, requests: REQUESTS / 8 });
    return percentile(await load(url, () => call, size), 0.5);
  };
  const floor = await p50(bare.url, bareRequest(16));
  const byUrl = await p50(platform.url, get(plain));
  const byInvoke = await p50(platform.url, invoke("plain"));
  const traced = await p50(platform.url, invoke("traced"));

  await streamTimes(`${platform.url}${path(stream)}`);
  const times = [];
  for (let i = 0; i < STREAMS; i++)
    times.push(await streamTimes(`${platform.url}${path(stream)}`));
  const middle = (values: number[]): number =>
    values.toSorted((a, b) => a - b)[STREAMS / 2] ?? NaN;
  return [
    {
      what: "function URL, buffered, p50",
      value: byUrl,
      unit: "ms",
      baseline: { what: "Invoke of the same function", value: byInvoke },
    },
    {
      what: "function URL, buffered, p50",
      value: byUrl,
      unit: "ms",
      baseline: { what: "bare HTTP round trip", value: floor },
    },
    {
      what: "Invoke with active tracing, p50",
      value: traced,
      unit: "ms",
      baseline: { what: "without", value: byInvoke },
    },
    {
      what: `first byte of a stream whose function goes on for ${GOES_ON} ms, p50`,
      value: middle(times.map(({ first }) => first)),
      unit: "ms",
      baseline: {
        what: "its last byte",
        value: middle(times.map(({ last }) => last)),
      },
    },
  ];
}

function streamTimes(url: string): Promise<{ first: number; last: number }> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    request(url, (response) => {
      let first = NaN;
      response.on("data", () => {
        if (Number.isNaN(first)) first = performance.now() - began;
      });
      response.on("end", () =>
        resolve({ first, last: performance.now() - began }),
      );
    })
      .on("error", reject)
      .end();
  });
}
