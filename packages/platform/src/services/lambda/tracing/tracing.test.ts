import { deepEqual, equal, match, ok } from "node:assert/strict";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import {
  DeleteRolePolicyCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  InvokeCommand,
  PutFunctionConcurrencyCommand,
  type TracingMode,
} from "@aws-sdk/client-lambda";
import {
  BatchGetTracesCommand,
  GetTraceSummariesCommand,
} from "@aws-sdk/client-xray";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import { allowing } from "../../../../testing/principals.ts";
import { newSegmentId, newTraceId } from "../../../core/trace-header.ts";
import { makeFunction } from "../testing/functions.ts";
import { callTrace } from "./call-trace.ts";
import { Sampler } from "./sampler.ts";

const SHOWS = `export const handler = async (event) => {
  if (event.fail) throw new TypeError("broken");
  return process.env._X_AMZN_TRACE_ID;
};`;

const SENDING = { RoleName: "traced-role", PolicyName: "xray" };

async function maySend({ iam }: Cloud): Promise<void> {
  const PolicyDocument = allowing("xray:PutTraceSegments");
  await iam.send(new PutRolePolicyCommand({ ...SENDING, PolicyDocument }));
}

/** A function with tracing whose role may send segments. */
async function traced(
  cloud: Cloud,
  Mode: TracingMode = "Active",
  source = SHOWS,
) {
  const made = await makeFunction(cloud, "traced", source, {
    TracingConfig: { Mode },
  });
  await maySend(cloud);
  return made.FunctionArn ?? "";
}

/** Calls it with a trace header, and answers the one that the function saw. */
async function invoke(cloud: Cloud, header?: string, event: object = {}) {
  const command = new InvokeCommand({
    FunctionName: "traced",
    Payload: JSON.stringify(event),
  });
  if (header !== undefined)
    command.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers[
          "X-Amzn-Trace-Id"
        ] = header;
        return next(args);
      },
      { step: "build" },
    );
  const { Payload } = await cloud.lambda.send(command);
  await cloud.settled();
  const answer: unknown = JSON.parse(Payload?.transformToString() ?? "null");
  return typeof answer === "string" ? answer : "";
}

interface Recorded {
  id: string;
  parent_id?: string;
  origin?: string;
  name: string;
  fault?: boolean;
  throttle?: boolean;
  start_time: number;
  end_time: number;
  http?: { response: { status: number } };
  cause?: { exceptions: { message: string; type: string }[] };
  subsegments?: { name: string; start_time: number; end_time: number }[];
}

async function segmentsOf(cloud: Cloud, traceId: string): Promise<Recorded[]> {
  const { Traces } = await cloud.xray.send(
    new BatchGetTracesCommand({ TraceIds: [traceId] }),
  );
  return (Traces?.[0]?.Segments ?? [])
    .map(({ Document }) => JSON.parse(Document ?? "") as Recorded)
    .sort((a, b) => (a.origin ?? "").length - (b.origin ?? "").length);
}

const rootIn = (header: string): string =>
  /Root=([^;]+)/.exec(header)?.[1] ?? "";

async function traceCount(cloud: Cloud): Promise<number | undefined> {
  const now = cloud.running.platform.clock.now();
  const { TraceSummaries } = await cloud.xray.send(
    new GetTraceSummariesCommand({
      StartTime: new Date(now - 60_000),
      EndTime: new Date(now + 60_000),
    }),
  );
  return TraceSummaries?.length;
}

void test("a traced call is two segments, the function's with its phases below Lambda's", async () => {
  await using cloud = await startCloud();
  const arn = await traced(cloud);
  const header = await invoke(cloud);
  match(
    header,
    /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1;/,
  );
  const [service, fn, ...rest] = await segmentsOf(cloud, rootIn(header));
  deepEqual(rest, []);
  deepEqual(
    [
      service?.origin,
      service?.name,
      service?.parent_id,
      service?.http?.response.status,
    ],
    ["AWS::Lambda", "traced", undefined, 200],
  );
  deepEqual(
    [fn?.origin, fn?.parent_id, fn?.id, fn?.fault],
    [
      "AWS::Lambda::Function",
      service?.id,
      /Parent=(\w+)/.exec(header)?.[1],
      undefined,
    ],
  );
  deepEqual(
    fn?.subsegments?.map(({ name }) => name),
    ["Initialization", "Invocation", "Overhead"],
  );
  for (const each of [service, fn, ...(fn?.subsegments ?? [])])
    ok((each?.start_time ?? 1) <= (each?.end_time ?? 0));

  const warm = await invoke(
    cloud,
    `Root=${newTraceId(cloud.running.platform.clock.now())};Sampled=1`,
  );
  const again = (await segmentsOf(cloud, rootIn(warm)))[1];
  deepEqual(
    again?.subsegments?.map(({ name }) => name),
    ["Invocation", "Overhead"],
  );
  const { TraceSummaries } = await cloud.xray.send(
    new GetTraceSummariesCommand({
      StartTime: new Date(Date.now() - 60_000),
      EndTime: new Date(Date.now() + 60_000),
      FilterExpression: `service(id(name: "traced", type: "AWS::Lambda::Function")) AND resource.arn = "${arn}"`,
    }),
  );
  equal(TraceSummaries?.length, 2);
});

void test("the caller's decision is followed, and its segment is the parent", async () => {
  await using cloud = await startCloud();
  await traced(cloud);
  const root = newTraceId(cloud.running.platform.clock.now());
  const parent = newSegmentId();
  const yes = await invoke(
    cloud,
    `Root=${root};Parent=${parent};Sampled=1;Lineage=a87bd80c:1`,
  );
  match(
    yes,
    new RegExp(
      `^Root=${root};Parent=(?!${parent})[0-9a-f]{16};Sampled=1;Lineage=a87bd80c:1`,
    ),
  );
  equal((await segmentsOf(cloud, root))[0]?.parent_id, parent);

  const other = newTraceId(cloud.running.platform.clock.now());
  const no = await invoke(cloud, `Root=${other};Parent=${parent};Sampled=0`);
  ok(no.startsWith(`Root=${other};Parent=${parent};Sampled=0`));
  deepEqual(await segmentsOf(cloud, other), []);
});

void test("a function that passes traces through is told of them and makes no segments", async () => {
  await using cloud = await startCloud();
  await traced(cloud, "PassThrough");
  const root = newTraceId(cloud.running.platform.clock.now());
  const parent = newSegmentId();
  const header = `Root=${root};Parent=${parent};Sampled=1`;
  ok((await invoke(cloud, header)).startsWith(header));
  deepEqual(await segmentsOf(cloud, root), []);
  match(await invoke(cloud), /^Root=1-.*;Sampled=0/);
  equal(await traceCount(cloud), 0);
});

void test("segments go through the function's role: without its right there are none", async () => {
  await using cloud = await startCloud();
  await makeFunction(cloud, "traced", SHOWS, {
    TracingConfig: { Mode: "Active" },
  });
  const refused = await invoke(cloud);
  match(refused, /Sampled=1/);
  deepEqual(await segmentsOf(cloud, rootIn(refused)), []);
  await maySend(cloud);
  cloud.advance(2);
  const allowed = await invoke(cloud);
  equal((await segmentsOf(cloud, rootIn(allowed))).length, 2);
  await cloud.iam.send(new DeleteRolePolicyCommand(SENDING));
  cloud.advance(2);
  const again = await invoke(cloud);
  deepEqual(await segmentsOf(cloud, rootIn(again)), []);
});

void test("a failure is a fault with its exception, a refused call a throttle", async () => {
  await using cloud = await startCloud();
  await traced(cloud);
  const root = newTraceId(cloud.running.platform.clock.now());
  await invoke(cloud, `Root=${root};Sampled=1`, { fail: true });
  const [service, fn] = await segmentsOf(cloud, root);
  deepEqual([service?.fault, fn?.fault], [true, true]);
  const [exception] = fn?.cause?.exceptions ?? [];
  deepEqual([exception?.type, exception?.message], ["TypeError", "broken"]);

  await cloud.lambda.send(
    new PutFunctionConcurrencyCommand({
      FunctionName: "traced",
      ReservedConcurrentExecutions: 0,
    }),
  );
  const next = newTraceId(cloud.running.platform.clock.now());
  await invoke(cloud, `Root=${next};Sampled=1`).catch(() => "");
  await cloud.settled();
  const throttled = await segmentsOf(cloud, next);
  deepEqual(
    throttled.map(({ origin, throttle, http }) => [
      origin,
      throttle,
      http?.response.status,
    ]),
    [["AWS::Lambda", true, 429]],
  );
});

void test(
  "what the function's own SDK sends over UDP joins the trace, where nothing keeps it from the loopback",
  { timeout: 20_000 },
  async () => {
    await using cloud = await startCloud({
      GATEHOUSE_EPHEMERAL: "1",
      GATEHOUSE_ISOLATION: "process",
    });
    await traced(
      cloud,
      "Active",
      `import { createSocket } from "node:dgram";
    export const handler = async () => {
      const [host, port] = process.env.AWS_XRAY_DAEMON_ADDRESS.split(":");
      const header = process.env._X_AMZN_TRACE_ID;
      const [, trace_id, parent_id] = /Root=([^;]+);Parent=([^;]+)/.exec(header);
      const now = Date.now() / 1000;
      const segment = { id: "00000000000000aa", trace_id, parent_id, type: "subsegment", name: "own work", start_time: now, end_time: now };
      const socket = createSocket("udp4");
      await new Promise((sent) => socket.send('{"format":"json","version":1}\\n' + JSON.stringify(segment), Number(port), host, sent));
      socket.close();
      return header;
    };`,
    );
    const header = await invoke(cloud);
    let names: string[];
    do {
      await setTimeout(5);
      await cloud.settled();
      names = (await segmentsOf(cloud, rootIn(header))).map(({ name }) => name);
    } while (!names.includes("own work"));
  },
);

void test("one call a second is traced for each function, and a twentieth of the others", () => {
  const sampler = new Sampler();
  equal(sampler.samples("a", 1000, 0.99), true);
  equal(sampler.samples("a", 1999, 0.99), false);
  equal(sampler.samples("a", 1999, 0.04), true);
  equal(sampler.samples("b", 1999, 0.99), true);
  equal(sampler.samples("a", 2000, 0.99), true);
});

void test("garbage in the header begins a trace of its own", () => {
  const { header, recorded } = callTrace(
    "Root=<script>;Sampled=yes",
    "Active",
    0,
    () => true,
  );
  match(header.root, /^1-00000000-[0-9a-f]{24}$/);
  equal(recorded?.parentId, undefined);
});
