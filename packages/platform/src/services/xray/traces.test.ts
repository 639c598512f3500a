import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import {
  BatchGetTracesCommand,
  GetServiceGraphCommand,
  GetTraceGraphCommand,
  GetTraceSummariesCommand,
  PutTelemetryRecordsCommand,
  PutTraceSegmentsCommand,
} from "@aws-sdk/client-xray";
import {
  startCloud,
  type Clients,
  type Cloud,
} from "../../../testing/cloud.ts";
import { allowing, makeUser } from "../../../testing/principals.ts";

const id = (): string => randomBytes(8).toString("hex");

/** A trace that begins at the platform's time. */
function newTrace({ running }: Cloud) {
  const now = running.platform.clock.now() / 1000;
  const seconds = Math.floor(now).toString(16).padStart(8, "0");
  return {
    now,
    trace_id: `1-${seconds}-${randomBytes(12).toString("hex")}`,
  };
}

function put({ xray }: Clients, ...documents: readonly (object | string)[]) {
  return xray.send(
    new PutTraceSegmentsCommand({
      TraceSegmentDocuments: documents.map((document) =>
        typeof document === "string" ? document : JSON.stringify(document),
      ),
    }),
  );
}

async function summaries(
  cloud: Cloud,
  more: {
    FilterExpression?: string;
    NextToken?: string;
    StartTime?: Date;
  } = {},
  by: Clients = cloud,
) {
  const now = cloud.running.platform.clock.now();
  return by.xray.send(
    new GetTraceSummariesCommand({
      StartTime: new Date(now - 3_600_000),
      EndTime: new Date(now + 60_000),
      ...more,
    }),
  );
}

/** A shop that asks a stock service, which a database answers with a failure. */
function shopTrace(cloud: Cloud) {
  const { now, trace_id } = newTrace(cloud);
  const [root, call, stock] = [id(), id(), id()];
  return {
    trace_id,
    documents: [
      {
        trace_id,
        id: root,
        name: "shop",
        origin: "AWS::EC2::Instance",
        start_time: now,
        end_time: now + 1.5,
        user: "clara",
        http: {
          request: {
            method: "GET",
            url: "https://shop.example/cart",
            client_ip: "10.1.2.3",
          },
          response: { status: 200 },
        },
        annotations: { tier: "gold", items: 3, returning: true },
        subsegments: [
          {
            id: call,
            name: "stock",
            namespace: "remote",
            start_time: now + 0.1,
            end_time: now + 1.4,
          },
        ],
      },
      {
        trace_id,
        id: stock,
        parent_id: call,
        name: "stock",
        start_time: now + 0.2,
        end_time: now + 1.3,
        subsegments: [
          {
            id: id(),
            name: "DynamoDB",
            namespace: "aws",
            start_time: now + 0.3,
            end_time: now + 1.2,
            fault: true,
            cause: {
              exceptions: [{ id: id(), message: "no table", type: "NotFound" }],
            },
          },
        ],
      },
    ],
  };
}

void test("a trace is what its segments tell, however they arrive", async () => {
  await using cloud = await startCloud();
  const { trace_id, documents } = shopTrace(cloud);
  for (const document of documents.toReversed()) {
    const { UnprocessedTraceSegments } = await put(cloud, document);
    deepEqual(UnprocessedTraceSegments, []);
  }
  const { Traces } = await cloud.xray.send(
    new BatchGetTracesCommand({ TraceIds: [trace_id] }),
  );
  equal(Traces?.length, 1);
  equal(Traces[0]?.Duration, 1.5);
  deepEqual(
    Traces[0].Segments?.map(
      ({ Document }) => JSON.parse(Document ?? "") as unknown,
    ).sort(byName),
    [...documents].sort(byName),
  );
  const [summary, ...others] = (await summaries(cloud)).TraceSummaries ?? [];
  deepEqual(others, []);
  const { ServiceIds, EntryPoint, Annotations, StartTime, ...rest } =
    summary ?? {};
  ok(StartTime);
  deepEqual(rest, {
    Id: trace_id,
    Duration: 1.5,
    ResponseTime: 1.5,
    HasFault: false,
    HasError: false,
    HasThrottle: false,
    IsPartial: false,
    Http: {
      HttpURL: "https://shop.example/cart",
      HttpStatus: 200,
      HttpMethod: "GET",
      ClientIp: "10.1.2.3",
    },
    Users: [{ UserName: "clara", ServiceIds }],
    ResourceARNs: [],
    InstanceIds: [],
    AvailabilityZones: [],
    Revision: 2,
  });
  deepEqual(
    ServiceIds?.map(({ Name, Type }) => [Name, Type]),
    [
      ["shop", "AWS::EC2::Instance"],
      ["stock", undefined],
      ["DynamoDB", "AWS::DynamoDB"],
    ],
  );
  equal(EntryPoint?.Name, "shop");
  deepEqual(
    Object.entries(Annotations ?? {}).map(([key, [value]]) => [
      key,
      value?.AnnotationValue,
    ]),
    [
      ["tier", { StringValue: "gold" }],
      ["items", { NumberValue: 3 }],
      ["returning", { BooleanValue: true }],
    ],
  );
});

const byName = (a: unknown, b: unknown): number =>
  String((a as { name: string }).name).localeCompare(
    String((b as { name: string }).name),
  );

void test("an open segment is replaced by the same one when it has ended", async () => {
  await using cloud = await startCloud();
  const { now, trace_id } = newTrace(cloud);
  const segment = { trace_id, id: id(), name: "slow", start_time: now };
  await put(cloud, { ...segment, in_progress: true });
  equal((await summaries(cloud)).TraceSummaries?.[0]?.IsPartial, true);
  await put(cloud, { ...segment, end_time: now + 2 });
  const [summary] = (await summaries(cloud)).TraceSummaries ?? [];
  deepEqual([summary?.IsPartial, summary?.Duration], [false, 2]);
});

void test("a segment may start at any part of a second", async () => {
  await using cloud = await startCloud();
  for (const part of [0.1, 0.12345678, 0.9999999]) {
    const { now, trace_id } = newTrace(cloud);
    const start_time = Math.floor(now) - 1 + part;
    const segment = { trace_id, id: id(), name: "fine", start_time };
    deepEqual(
      (await put(cloud, { ...segment, end_time: start_time + 0.0001 }))
        .UnprocessedTraceSegments,
      [],
    );
  }
  equal((await summaries(cloud)).TraceSummaries?.length, 3);
  const { trace_id } = newTrace(cloud);
  const never = { trace_id, id: id(), name: "never", start_time: 1e300 };
  const { UnprocessedTraceSegments } = await put(cloud, never);
  equal(UnprocessedTraceSegments?.[0]?.ErrorCode, "MissingStartTime");
});

void test("what is no segment is told back with its reason, and the others are kept", async () => {
  await using cloud = await startCloud();
  const { now, trace_id } = newTrace(cloud);
  const good = {
    trace_id,
    id: id(),
    name: "good",
    start_time: now,
    end_time: now,
  };
  const { trace_id: _, ...untraced } = good;
  const bad: readonly [object | string, string][] = [
    ["{not json", "ParseError"],
    ["7", "ParseError"],
    [{ ...good, id: undefined }, "MissingId"],
    [{ ...good, id: "xyz" }, "InvalidId"],
    [{ ...good, name: "" }, "MissingName"],
    [untraced, "MissingTraceId"],
    [{ ...good, trace_id: "1-2-3" }, "InvalidTraceId"],
    [{ ...good, trace_id: `1-00000001-${"a".repeat(24)}` }, "InvalidTraceId"],
    [{ ...good, start_time: "soon" }, "MissingStartTime"],
    [{ ...good, end_time: undefined }, "MissingEndTime"],
    [{ ...good, end_time: now - 1 }, "InvalidEndTime"],
    [{ ...good, type: "subsegment" }, "MissingParentId"],
    [{ ...good, id: id(), metadata: { x: "x".repeat(70_000) } }, "TooLarge"],
  ];
  const { UnprocessedTraceSegments = [] } = await put(
    cloud,
    ...bad.map(([document]) => document),
    good,
  );
  deepEqual(
    UnprocessedTraceSegments.map(({ ErrorCode }) => ErrorCode),
    bad.map(([, code]) => code),
  );
  match(
    UnprocessedTraceSegments[0]?.Message ?? "",
    /^Invalid segment\. ErrorCode: ParseError$/,
  );
  equal((await summaries(cloud)).TraceSummaries?.length, 1);
});

void test("a trace takes half a megabyte and says that there was more", async () => {
  await using cloud = await startCloud();
  const { now, trace_id } = newTrace(cloud);
  const large = () => ({
    trace_id,
    id: id(),
    name: "large",
    start_time: now,
    end_time: now,
    metadata: { x: "x".repeat(60_000) },
  });
  const answer = await put(cloud, ...Array.from({ length: 10 }, large));
  deepEqual(
    answer.UnprocessedTraceSegments?.map(({ ErrorCode }) => ErrorCode),
    ["TraceTooLarge", "TraceTooLarge"],
  );
  const { Traces } = await cloud.xray.send(
    new BatchGetTracesCommand({ TraceIds: [trace_id] }),
  );
  equal(Traces?.[0]?.LimitExceeded, true);
  equal(Traces[0].Segments?.length, 8);
});

void test("expressions find the traces that they describe, and no others", async () => {
  await using cloud = await startCloud();
  const shop = shopTrace(cloud);
  await put(cloud, ...shop.documents);
  const { now, trace_id } = newTrace(cloud);
  await put(cloud, {
    trace_id,
    id: id(),
    name: "door",
    start_time: now,
    end_time: now + 0.01,
    error: true,
    throttle: true,
    http: { response: { status: 429 } },
  });
  const found = async (FilterExpression: string) =>
    ((await summaries(cloud, { FilterExpression })).TraceSummaries ?? []).map(
      ({ Id }) => (Id === trace_id ? "door" : "shop"),
    );
  const only: Readonly<Record<string, readonly string[]>> = {
    'service("shop")': ["shop"],
    'service("nobody")': [],
    'service("stock") { fault }': [],
    'service("DynamoDB") { fault = true }': ["shop"],
    'service(id(name: "shop", type: "AWS::EC2::Instance"))': ["shop"],
    'service(id(name: "shop", type: "client"))': [],
    "service() { inferred }": ["shop"],
    'edge("shop", "stock")': ["shop"],
    'edge("stock", "shop")': [],
    'edge("stock", "DynamoDB") { fault AND responsetime > 0.5 }': ["shop"],
    ok: ["shop"],
    "error AND throttle": ["door"],
    "!ok": ["door"],
    "NOT (error OR fault)": ["shop"],
    "http.status = 429": ["door"],
    'http.url CONTAINS "cart" AND http.method = "GET"': ["shop"],
    'http.url BEGINSWITH "https://shop" AND http.clientip = "10.1.2.3"': [
      "shop",
    ],
    "duration >= 1.5": ["shop"],
    "responsetime < 0.1": ["door"],
    'annotation.tier = "gold"': ["shop"],
    "annotation[items] > 2 AND annotation.returning = true": ["shop"],
    "annotation.tier": ["shop"],
    'annotation.tier = "silver" OR annotation.items < 3': [],
    'user = "clara"': ["shop"],
    'message CONTAINS "table" AND type = "NotFound"': ["shop"],
    partial: [],
  };
  for (const [expression, names] of Object.entries(only))
    deepEqual(await found(expression), names, expression);
  await rejects(summaries(cloud, { FilterExpression: "service(" }), {
    name: "InvalidRequestException",
    message: /^Invalid filter expression/,
  });
  await rejects(summaries(cloud, { FilterExpression: "rootcause.json" }), {
    message: /not built/,
  });
});

void test("the graph shows who called whom, and how it went", async () => {
  await using cloud = await startCloud();
  const { trace_id, documents } = shopTrace(cloud);
  await put(cloud, ...documents);
  const { Services = [] } = await cloud.xray.send(
    new GetTraceGraphCommand({ TraceIds: [trace_id] }),
  );
  const names = new Map(
    Services.map(({ ReferenceId, Name, Type }) => [
      ReferenceId,
      Type === "client" ? "client" : Name,
    ]),
  );
  deepEqual(
    Services.flatMap(({ ReferenceId, Edges = [] }) =>
      Edges.map(
        (edge) => `${names.get(ReferenceId)} > ${names.get(edge.ReferenceId)}`,
      ),
    ).sort(),
    ["client > shop", "shop > stock", "stock > DynamoDB"],
  );
  const table = Services.find(({ Name }) => Name === "DynamoDB");
  deepEqual(
    [
      table?.SummaryStatistics?.FaultStatistics?.TotalCount,
      table?.SummaryStatistics?.OkCount,
      table?.Root,
    ],
    [1, 0, undefined],
  );
  const now = cloud.running.platform.clock.now();
  const whole = await cloud.xray.send(
    new GetServiceGraphCommand({
      StartTime: new Date(now - 60_000),
      EndTime: new Date(now + 60_000),
    }),
  );
  deepEqual(
    new Set(whole.Services?.map(({ Name }) => Name)),
    new Set(Services.map(({ Name }) => Name)),
  );
});

void test("many traces come in pages", async () => {
  await using cloud = await startCloud();
  const documents = Array.from({ length: 130 }, () => {
    const { now, trace_id } = newTrace(cloud);
    return { trace_id, id: id(), name: "one", start_time: now, end_time: now };
  });
  await put(cloud, ...documents);
  const seen = new Set<string>();
  let NextToken: string | undefined;
  let pages = 0;
  do {
    const page = await summaries(
      cloud,
      NextToken === undefined ? {} : { NextToken },
    );
    for (const { Id } of page.TraceSummaries ?? []) seen.add(Id ?? "");
    ({ NextToken } = page);
    pages++;
  } while (NextToken !== undefined);
  deepEqual([seen.size, pages], [130, 2]);
  await rejects(summaries(cloud, { NextToken: "garbage" }), {
    name: "InvalidRequestException",
  });
});

void test("a trace is gone after thirty days, not before", async () => {
  await using cloud = await startCloud();
  const { trace_id, documents } = shopTrace(cloud);
  await put(cloud, ...documents);
  const kept = async (traceId: string) => {
    const { Traces } = await cloud.xray.send(
      new BatchGetTracesCommand({ TraceIds: [traceId] }),
    );
    return Traces?.length === 1;
  };
  cloud.advance(29 * 86_400);
  await cloud.settled();
  equal(await kept(trace_id), true);
  const later = shopTrace(cloud);
  await put(cloud, ...later.documents);
  cloud.advance(86_400 + 60);
  await cloud.settled();
  deepEqual([await kept(trace_id), await kept(later.trace_id)], [false, true]);
  cloud.advance(29 * 86_400);
  await cloud.settled();
  equal(await kept(later.trace_id), false);
});

void test("ranges that are none are refused", async () => {
  await using cloud = await startCloud();
  const at = (hours: number) => new Date(Date.now() + hours * 3_600_000);
  for (const [StartTime, EndTime] of [
    [at(0), at(-1)],
    [at(-25), at(0)],
  ] as const)
    await rejects(
      cloud.xray.send(new GetTraceSummariesCommand({ StartTime, EndTime })),
      { name: "InvalidRequestException" },
    );
  await rejects(
    cloud.xray.send(
      new BatchGetTracesCommand({
        TraceIds: Array.from({ length: 6 }, () => newTrace(cloud).trace_id),
      }),
    ),
    { name: "InvalidRequestException" },
  );
});

void test("who may send segments may not read them, and an account sees its own alone", async () => {
  await using cloud = await startCloud();
  const sender = await makeUser(
    cloud,
    "sender",
    allowing("xray:PutTraceSegments"),
  );
  const reader = await makeUser(cloud, "reader", allowing("xray:Get*"));
  const { documents } = shopTrace(cloud);
  await put(sender, ...documents);
  equal((await summaries(cloud, {}, reader)).TraceSummaries?.length, 1);
  await rejects(put(reader, ...documents), { name: "AccessDeniedException" });
  await rejects(summaries(cloud, {}, sender), {
    name: "AccessDeniedException",
  });
  const other = await cloud.account("111122223333");
  deepEqual((await summaries(cloud, {}, other)).TraceSummaries, []);
});

void test("what daemons tell of themselves becomes metrics", async () => {
  await using cloud = await startCloud();
  const { GetMetricStatisticsCommand } =
    await import("@aws-sdk/client-cloudwatch");
  await cloud.xray.send(
    new PutTelemetryRecordsCommand({
      Hostname: "host-1",
      TelemetryRecords: [
        {
          Timestamp: new Date(),
          SegmentsSentCount: 7,
          BackendConnectionErrors: { TimeoutCount: 2 },
        },
      ],
    }),
  );
  await cloud.settled();
  const { Datapoints } = await cloud.cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace: "Gatehouse/XRay",
      MetricName: "TimeoutCount",
      Dimensions: [{ Name: "Hostname", Value: "host-1" }],
      StartTime: new Date(Date.now() - 300_000),
      EndTime: new Date(Date.now() + 300_000),
      Period: 60,
      Statistics: ["Sum"],
    }),
  );
  equal(Datapoints?.[0]?.Sum, 2);
});
