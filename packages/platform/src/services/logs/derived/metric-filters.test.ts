import { deepEqual, equal, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  GetMetricStatisticsCommand,
  ListMetricsCommand,
} from "@aws-sdk/client-cloudwatch";
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteMetricFilterCommand,
  DescribeLogGroupsCommand,
  DescribeMetricFiltersCommand,
  PutLogEventsCommand,
  PutMetricFilterCommand,
  TestMetricFilterCommand,
  type DescribeMetricFiltersCommandInput,
  type MetricTransformation,
} from "@aws-sdk/client-cloudwatch-logs";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import { allowing, makeUser } from "../../../../testing/principals.ts";
import { makeWitness } from "../../../../testing/witness.ts";

const group = { logGroupName: "/app/orders" };
const stream = { ...group, logStreamName: "one" };
const latency: MetricTransformation = {
  metricName: "latency",
  metricNamespace: "shop",
  metricValue: "$.latency",
};

async function cloudWithStream(): Promise<Cloud> {
  const cloud = await startCloud();
  await cloud.logs.send(new CreateLogGroupCommand(group));
  await cloud.logs.send(new CreateLogStreamCommand(stream));
  return cloud;
}

async function put(cloud: Cloud, ...messages: string[]): Promise<void> {
  const timestamp = Math.floor(Date.now() / 60_000) * 60_000;
  await cloud.logs.send(
    new PutLogEventsCommand({
      ...stream,
      logEvents: messages.map((message) => ({ timestamp, message })),
    }),
  );
  await cloud.settled();
}

const putFilter = (
  cloud: Pick<Cloud, "logs">,
  filterPattern: string,
  transformation: Partial<MetricTransformation> = {},
  filterName = "slow",
) =>
  cloud.logs.send(
    new PutMetricFilterCommand({
      ...group,
      filterName,
      filterPattern,
      metricTransformations: [{ ...latency, ...transformation }],
    }),
  );

/** The sum and the number of a metric's values; undefined where there are none. */
async function totals(
  cloud: Cloud,
  MetricName = "latency",
  dimensions: Record<string, string> = {},
) {
  const { Datapoints } = await cloud.cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace: "shop",
      MetricName,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({
        Name,
        Value,
      })),
      StartTime: new Date(Date.now() - 3_600_000),
      EndTime: new Date(Date.now() + 3_600_000),
      Period: 86_400,
      Statistics: ["Sum", "SampleCount"],
    }),
  );
  const [point] = Datapoints ?? [];
  return point && [point.Sum, point.SampleCount];
}

void test("a filter makes metrics of the events that match, from then on", async () => {
  await using cloud = await cloudWithStream();
  await put(cloud, '{"latency": 1000, "level": "warn"}');
  await putFilter(cloud, '{ $.level = "warn" }', { unit: "Milliseconds" });
  await put(
    cloud,
    '{"latency": 30, "level": "warn"}',
    '{"latency": "12.5", "level": "warn"}',
    '{"latency": 500, "level": "info"}',
    '{"latency": "long", "level": "warn"}',
    "warn",
  );
  deepEqual(await totals(cloud), [42.5, 2]);

  await cloud.logs.send(
    new DeleteMetricFilterCommand({ ...group, filterName: "slow" }),
  );
  await put(cloud, '{"latency": 7, "level": "warn"}');
  deepEqual(await totals(cloud), [42.5, 2]);
});

void test("terms count with a literal value, and minutes without a match with the default", async () => {
  await using cloud = await cloudWithStream();
  await putFilter(cloud, "ERROR", { metricValue: "5", defaultValue: 0 });
  await put(cloud, "all is well", "and still");
  deepEqual(await totals(cloud), [0, 1]);
  await put(cloud, "ERROR one", "fine", "ERROR two");
  deepEqual(await totals(cloud), [10, 3]);
});

void test("fields become dimensions; an event without them makes no metric", async () => {
  await using cloud = await cloudWithStream();
  await putFilter(cloud, "[ip, user, ..., status = 5*, bytes]", {
    metricValue: "$bytes",
    dimensions: { status: "$status" },
  });
  await putFilter(
    cloud,
    "{ $.latency > 0 }",
    { metricName: "json", dimensions: { path: "$.request.path" } },
    "json",
  );
  await put(
    cloud,
    '10.0.0.1 ada "GET /a" 500 40',
    '10.0.0.1 ada - "GET /a" 503 2',
    '10.0.0.1 ada "GET /a" 200 99',
    '{"latency": 4, "request": {"path": "/a"}}',
    '{"latency": 8}',
  );
  deepEqual(await totals(cloud, "latency", { status: "500" }), [40, 1]);
  deepEqual(await totals(cloud, "latency", { status: "503" }), [2, 1]);
  deepEqual(await totals(cloud, "json", { path: "/a" }), [4, 1]);
  equal(await totals(cloud, "json"), undefined);
});

void test("embedded metrics come of events that are put and of what a function prints; faulty ones are counted", async () => {
  await using cloud = await cloudWithStream();
  const embedded = (latencies: unknown) =>
    JSON.stringify({
      _aws: {
        Timestamp: Date.now(),
        CloudWatchMetrics: [
          {
            Namespace: "shop",
            Dimensions: [["service"]],
            Metrics: [{ Name: "latency", Unit: "Milliseconds" }],
          },
        ],
      },
      service: "orders",
      latency: latencies,
    });
  await put(cloud, embedded([1, 2, 3]), embedded(4), embedded("slow"));
  deepEqual(await totals(cloud, "latency", { service: "orders" }), [10, 4]);
  const { Metrics } = await cloud.cloudwatch.send(
    new ListMetricsCommand({ Namespace: "AWS/Logs" }),
  );
  deepEqual(
    Metrics?.map(({ MetricName, Dimensions }) => [
      MetricName,
      Dimensions?.[0]?.Value,
    ]),
    [["EMFValidationErrors", group.logGroupName]],
  );
});

void test("a function's log feeds filters as well", async () => {
  await using cloud = await startCloud();
  const witness = await makeWitness(cloud);
  const logGroupName = "/aws/lambda/witness";
  await cloud.logs.send(new CreateLogGroupCommand({ logGroupName }));
  await cloud.logs.send(
    new PutMetricFilterCommand({
      logGroupName,
      filterName: "calls",
      filterPattern: "EVENT",
      metricTransformations: [{ ...latency, metricValue: "1" }],
    }),
  );
  for (let i = 0; i < 3; i++)
    await cloud.lambda.send(new InvokeCommand({ FunctionName: "witness" }));
  await witness.events(3);
  await cloud.settled();
  deepEqual(await totals(cloud), [3, 3]);
});

void test("filters are described by group, prefix and metric, counted, and gone with their group", async () => {
  await using cloud = await cloudWithStream();
  await putFilter(cloud, "a", { metricValue: "1" }, "b-one");
  await putFilter(
    cloud,
    "a",
    { metricValue: "1", metricName: "other" },
    "a-two",
  );
  const names = async (input: DescribeMetricFiltersCommandInput) =>
    (
      await cloud.logs.send(new DescribeMetricFiltersCommand(input))
    ).metricFilters?.map(({ filterName }) => filterName);
  deepEqual(await names({}), ["a-two", "b-one"]);
  deepEqual(await names({ ...group, filterNamePrefix: "b" }), ["b-one"]);
  deepEqual(await names({ metricName: "other", metricNamespace: "shop" }), [
    "a-two",
  ]);
  await rejects(names({ metricName: "other" }), {
    name: "InvalidParameterException",
  });
  const { logGroups } = await cloud.logs.send(new DescribeLogGroupsCommand({}));
  equal(logGroups?.[0]?.metricFilterCount, 2);

  await cloud.logs.send(new DeleteLogGroupCommand(group));
  await cloud.logs.send(new CreateLogGroupCommand(group));
  deepEqual(await names(group), []);
  await rejects(names({ logGroupName: "none" }), {
    name: "ResourceNotFoundException",
  });
});

void test("a filter that could never work is refused", async () => {
  await using cloud = await cloudWithStream();
  const refused = { name: "InvalidParameterException" };
  await rejects(putFilter(cloud, "{ $.a = }"), refused);
  await rejects(putFilter(cloud, "a", { metricValue: "$.a" }), refused);
  await rejects(putFilter(cloud, "a", { metricValue: "many" }), refused);
  await rejects(
    putFilter(cloud, "a", { metricValue: "1", metricNamespace: "AWS/Lambda" }),
    refused,
  );
  await rejects(
    putFilter(cloud, "{ $.a = 1 }", {
      dimensions: { a: "$.a" },
      defaultValue: 0,
    }),
    /mutually exclusive/,
  );
  await rejects(
    putFilter(cloud, "{ $.a = 1 }", {
      dimensions: { a: "$.a", b: "$.b", c: "$.c", d: "$.d" },
    }),
    refused,
  );
  await rejects(
    cloud.logs.send(
      new DeleteMetricFilterCommand({ ...group, filterName: "none" }),
    ),
    { name: "ResourceNotFoundException" },
  );
  for (let i = 0; i < 100; i++)
    await putFilter(cloud, "a", { metricValue: "1" }, `f${i}`);
  await putFilter(cloud, "b", { metricValue: "1" }, "f7");
  await rejects(putFilter(cloud, "a", { metricValue: "1" }, "one-more"), {
    name: "LimitExceededException",
  });
});

void test("a filter is tried on messages before it is put", async () => {
  await using cloud = await startCloud();
  const { matches } = await cloud.logs.send(
    new TestMetricFilterCommand({
      filterPattern: "{ $.status = 5* && $.user.name = * }",
      logEventMessages: [
        '{"status": 503, "user": {"name": "ada"}}',
        '{"status": 200, "user": {"name": "ada"}}',
        "none",
      ],
    }),
  );
  deepEqual(matches, [
    {
      eventNumber: 1,
      eventMessage: '{"status": 503, "user": {"name": "ada"}}',
      extractedValues: { "$.status": "503", "$.user.name": "ada" },
    },
  ]);
});

void test("who may put filters on one group may not on another", async () => {
  await using cloud = await cloudWithStream();
  const arn = `arn:aws:logs:us-east-1:${cloud.accountId}:log-group`;
  const allowed = await makeUser(
    cloud,
    "ada",
    allowing("logs:PutMetricFilter", `${arn}:/app/orders:*`),
  );
  const denied = await makeUser(
    cloud,
    "bob",
    allowing("logs:PutMetricFilter", `${arn}:/app/other:*`),
  );
  await putFilter(allowed, "a", { metricValue: "1" });
  await rejects(putFilter(denied, "a", { metricValue: "1" }), {
    name: "AccessDeniedException",
  });
});
