import assert from "node:assert/strict";
import { test } from "node:test";
import {
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
  type GetMetricDataCommandInput,
  type GetMetricStatisticsCommandInput,
  type MetricDatum,
} from "@aws-sdk/client-cloudwatch";
import { startCloud, type Cloud } from "../../../testing/cloud.ts";

const MINUTE = 60_000;
const Namespace = "Shop";
const Dimensions = [{ Name: "Stage", Value: "prod" }];
/** The beginning of a minute ten minutes ago. */
const base = Math.floor(Date.now() / MINUTE) * MINUTE - 10 * MINUTE;
const at = (minutes: number) => new Date(base + minutes * MINUTE);

function put(cloud: Cloud, ...MetricData: MetricDatum[]) {
  return cloud.cloudwatch.send(
    new PutMetricDataCommand({ Namespace, MetricData }),
  );
}

async function statistics(
  cloud: Cloud,
  input: Partial<GetMetricStatisticsCommandInput> = {},
) {
  const { Datapoints } = await cloud.cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace,
      MetricName: "Latency",
      Dimensions,
      StartTime: at(0),
      EndTime: at(10),
      Period: 60,
      Statistics: ["Sum", "SampleCount", "Average", "Minimum", "Maximum"],
      ...input,
    }),
  );
  return Datapoints ?? [];
}

const datum = (rest: Partial<MetricDatum>): MetricDatum => ({
  MetricName: "Latency",
  Dimensions,
  Timestamp: at(1),
  ...rest,
});

void test("values, counts and statistic sets of a minute are summed up to one data point", async () => {
  await using cloud = await startCloud();
  await put(
    cloud,
    datum({ Value: 10 }),
    datum({ Values: [1, 4], Counts: [2, 1] }),
  );
  await put(
    cloud,
    datum({
      StatisticValues: { SampleCount: 4, Sum: 84, Minimum: 20, Maximum: 22 },
    }),
  );
  assert.deepEqual(await statistics(cloud), [
    {
      Timestamp: at(1),
      Unit: "None",
      Sum: 100,
      SampleCount: 8,
      Average: 12.5,
      Minimum: 1,
      Maximum: 22,
    },
  ]);
});

void test("dimensions make another metric, in whatever order they are given", async () => {
  await using cloud = await startCloud();
  const more = { Name: "Shard", Value: "a" };
  await put(cloud, datum({ Value: 1, Dimensions: [...Dimensions, more] }));
  await put(cloud, datum({ Value: 2, Dimensions: [more, ...Dimensions] }));
  assert.deepEqual(await statistics(cloud), []);
  const [both] = await statistics(cloud, { Dimensions: [more, ...Dimensions] });
  assert.equal(both?.Sum, 3);
});

void test("longer periods sum up, units stay apart, and percentiles are found", async () => {
  await using cloud = await startCloud();
  await put(
    cloud,
    datum({ Values: Array.from({ length: 100 }, (_, i) => i + 1) }),
    datum({ Value: 1000, Timestamp: at(2), Unit: "Milliseconds" }),
  );
  const points = await statistics(cloud, {
    Period: 300,
    Statistics: ["Sum"],
    ExtendedStatistics: ["p50", "p99", "tm50", "PR(:10)"],
  });
  assert.deepEqual(points, [
    {
      Timestamp: at(0),
      Unit: "None",
      Sum: 5050,
      ExtendedStatistics: { p50: 50, p99: 99, tm50: 25.5, "PR(:10)": 10 },
    },
    {
      Timestamp: at(0),
      Unit: "Milliseconds",
      Sum: 1000,
      ExtendedStatistics: { p50: 1000, p99: 1000, tm50: 1000, "PR(:10)": 0 },
    },
  ]);
  const [only] = await statistics(cloud, { Unit: "Milliseconds" });
  assert.equal(only?.Sum, 1000);
});

void test("seconds are told apart for high-resolution metrics only", async () => {
  await using cloud = await startCloud();
  const second = (n: number) => new Date(base + n * 1000);
  for (const StorageResolution of [1, 60])
    await put(
      cloud,
      ...[0, 1, 2].map((n) =>
        datum({
          MetricName: `R${StorageResolution}`,
          Value: n,
          Timestamp: second(n),
          StorageResolution,
        }),
      ),
    );
  const ask = { Period: 1, EndTime: second(60), Statistics: ["Sum" as const] };
  const fine = await statistics(cloud, { ...ask, MetricName: "R1" });
  assert.deepEqual(
    fine.map(({ Sum }) => Sum),
    [0, 1, 2],
  );
  const coarse = await statistics(cloud, { ...ask, MetricName: "R60" });
  assert.deepEqual(
    coarse.map(({ Sum }) => Sum),
    [3],
  );
});

void test("data that cannot be is refused in CloudWatch's words", async () => {
  await using cloud = await startCloud();
  const refusals: [Partial<MetricDatum>, { name: string; message: RegExp }][] =
    [
      [
        { Value: 1, Values: [1] },
        {
          name: "InvalidParameterCombinationException",
          message: /mutually exclusive/,
        },
      ],
      [
        { Values: [1, 2], Counts: [1] },
        { name: "InvalidParameterCombinationException", message: /same size/ },
      ],
      [
        {},
        {
          name: "MissingRequiredParameterException",
          message: /must be specified/,
        },
      ],
      [
        { Value: 2 ** 361 },
        {
          name: "InvalidParameterValueException",
          message: /\.Value is invalid/,
        },
      ],
      [
        { Value: 1, Timestamp: new Date(Date.now() + 3 * 60 * MINUTE) },
        {
          name: "InvalidParameterValueException",
          message: /two hours in the future/,
        },
      ],
      [
        { Value: 1, Timestamp: new Date(Date.now() - 15 * 24 * 60 * MINUTE) },
        { name: "InvalidParameterValueException", message: /two weeks/ },
      ],
      [
        {
          Value: 1,
          Dimensions: Array.from({ length: 31 }, (_, i) => ({
            Name: `n${i}`,
            Value: "v",
          })),
        },
        { name: "ValidationException", message: /less than or equal to 30/ },
      ],
      [
        { Value: 1, Dimensions: [...Dimensions, ...Dimensions] },
        { name: "InvalidParameterValueException", message: /same name/ },
      ],
    ];
  for (const [rest, error] of refusals)
    await assert.rejects(put(cloud, datum(rest)), error);
  await assert.rejects(
    cloud.cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: "AWS/Lambda",
        MetricData: [datum({ Value: 1 })],
      }),
    ),
    { name: "InvalidParameterValueException" },
  );
  assert.deepEqual(await statistics(cloud), []);
});

void test("questions that cannot be answered are refused in CloudWatch's words", async () => {
  await using cloud = await startCloud();
  await assert.rejects(
    statistics(cloud, { StartTime: at(10), EndTime: at(0) }),
    {
      name: "InvalidParameterValueException",
      message:
        "The parameter StartTime must be less than the parameter EndTime.",
    },
  );
  await assert.rejects(statistics(cloud, { StartTime: at(-3000) }), {
    name: "InvalidParameterCombinationException",
    message:
      "You have requested up to 3,010 datapoints, which exceeds the limit of 1,440. " +
      "You may reduce the datapoints requested by increasing Period, or decreasing the time range.",
  });
  await assert.rejects(statistics(cloud, { Period: 61 }), {
    name: "InvalidParameterValueException",
  });
  await assert.rejects(statistics(cloud, { Statistics: undefined }), {
    message: "Must specify either Statistics or ExtendedStatistics.",
  });
  await assert.rejects(statistics(cloud, { ExtendedStatistics: ["p101"] }), {
    name: "InvalidParameterValueException",
  });
});

void test("metrics are listed by namespace, name and dimensions, as long as values come", async () => {
  await using cloud = await startCloud();
  await put(
    cloud,
    datum({ Value: 1 }),
    datum({ MetricName: "Orders", Value: 1 }),
  );
  await cloud.cloudwatch.send(
    new PutMetricDataCommand({
      Namespace: "Other",
      MetricData: [{ MetricName: "Latency", Value: 1 }],
    }),
  );
  const list = async (input: object) =>
    (await cloud.cloudwatch.send(new ListMetricsCommand(input))).Metrics?.map(
      (metric) => `${metric.Namespace}:${metric.MetricName}`,
    );

  assert.deepEqual(await list({}), [
    "Other:Latency",
    "Shop:Latency",
    "Shop:Orders",
  ]);
  assert.deepEqual(await list({ Namespace, MetricName: "Orders" }), [
    "Shop:Orders",
  ]);
  assert.deepEqual(await list({ MetricName: "Latency" }), [
    "Other:Latency",
    "Shop:Latency",
  ]);
  assert.deepEqual(await list({ Dimensions: [{ Name: "Stage" }] }), [
    "Shop:Latency",
    "Shop:Orders",
  ]);
  assert.deepEqual(
    await list({ Dimensions: [{ Name: "Stage", Value: "test" }] }),
    [],
  );
  cloud.advance(4 * 3600);
  assert.deepEqual(await list({ RecentlyActive: "PT3H" }), []);
  assert.equal((await list({}))?.length, 3);
  cloud.advance(15 * 86_400);
  assert.deepEqual(await list({}), []);
});

void test("many metrics are put in one compressed request and listed in pages of 500", async () => {
  await using cloud = await startCloud();
  await put(
    cloud,
    ...Array.from({ length: 700 }, (_, i) =>
      datum({ MetricName: `m${String(i).padStart(3, "0")}`, Value: i }),
    ),
  );
  const first = await cloud.cloudwatch.send(new ListMetricsCommand({}));
  assert.equal(first.Metrics?.length, 500);
  const second = await cloud.cloudwatch.send(
    new ListMetricsCommand({ NextToken: first.NextToken }),
  );
  assert.equal(second.Metrics?.length, 200);
  assert.equal(second.Metrics?.[0]?.MetricName, "m500");
  assert.equal(second.NextToken, undefined);
  await assert.rejects(
    cloud.cloudwatch.send(new ListMetricsCommand({ NextToken: "invented" })),
    { name: "InvalidNextToken" },
  );
});

async function data(cloud: Cloud, input: Partial<GetMetricDataCommandInput>) {
  return cloud.cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: at(0),
      EndTime: at(10),
      ScanBy: "TimestampAscending",
      MetricDataQueries: [],
      ...input,
    }),
  );
}

const metricQuery = (Id: string, MetricName: string, Stat = "Sum") => ({
  Id,
  MetricStat: {
    Metric: { Namespace, MetricName, Dimensions },
    Period: 60,
    Stat,
  },
});

async function withErrorsAndCalls(cloud: Cloud): Promise<void> {
  await put(
    cloud,
    ...[1, 2, 4].flatMap((minute) => [
      datum({ MetricName: "Errors", Value: minute, Timestamp: at(minute) }),
      datum({ MetricName: "Calls", Value: 10 * minute, Timestamp: at(minute) }),
    ]),
  );
}

void test("metric math works on series: operators, functions, and other queries", async () => {
  await using cloud = await startCloud();
  await withErrorsAndCalls(cloud);
  const value = async (Expression: string) => {
    const { MetricDataResults } = await data(cloud, {
      MetricDataQueries: [
        { ...metricQuery("errors", "Errors"), ReturnData: false },
        { ...metricQuery("calls", "Calls"), ReturnData: false },
        { Id: "half", Expression: "calls / 2", ReturnData: false },
        { Id: "e", Expression, Label: "result" },
      ],
    });
    assert.equal(MetricDataResults?.[0]?.Label, "result");
    assert.equal(MetricDataResults[0].StatusCode, "Complete");
    return MetricDataResults[0].Values;
  };
  assert.deepEqual(await value("100 * errors / calls"), [10, 10, 10]);
  assert.deepEqual(await value("half - errors ^ 2 + -1"), [3, 5, 3]);
  assert.deepEqual(await value("SUM([errors, calls])"), [11, 22, 44]);
  assert.deepEqual(await value("MAX(METRICS('call'))"), [10, 20, 40]);
  assert.deepEqual(await value("SUM(errors)"), [7, 7, 7]);
  assert.deepEqual(await value("FILL(errors, 0)"), [1, 2, 0, 4]);
  assert.deepEqual(await value("FILL(errors, LINEAR)"), [1, 2, 3, 4]);
  assert.deepEqual(await value("RATE(calls) * PERIOD(calls)"), [10, 10]);
  assert.deepEqual(await value("RUNNING_SUM(errors)"), [1, 3, 7]);
});

void test("expressions that cannot be worked out say why", async () => {
  await using cloud = await startCloud();
  const fails = (Expression: string, message: RegExp) =>
    assert.rejects(
      data(cloud, {
        MetricDataQueries: [
          metricQuery("m", "Errors"),
          { Id: "e", Expression },
        ],
      }),
      { name: "ValidationException", message },
    );
  await fails("m +", /Error in expression 'e': it ends too early/);
  await fails("unknown + 1", /no query has the id unknown/);
  await fails("e + 1", /refers to itself/);
  await fails(
    "ANOMALY_DETECTION_BAND(m)",
    /ANOMALY_DETECTION_BAND is not built/,
  );
  await fails("SEARCH('{AWS/Lambda}', 'Sum')", /SEARCH .* not built/);
  await fails("SELECT AVG(x) FROM y", /Metrics Insights/);
  await assert.rejects(
    data(cloud, {
      MetricDataQueries: [
        metricQuery("m", "Errors"),
        metricQuery("m", "Calls"),
      ],
    }),
    { name: "ValidationException", message: /more than once/ },
  );
});

void test("data comes newest first unless asked otherwise, in pages that say when they are partial", async () => {
  await using cloud = await startCloud();
  await withErrorsAndCalls(cloud);
  const ask = {
    MetricDataQueries: [metricQuery("a", "Errors"), metricQuery("b", "Calls")],
    ScanBy: undefined,
    MaxDatapoints: 4,
  };
  const first = await data(cloud, ask);
  assert.partialDeepStrictEqual(first.MetricDataResults, [
    { Id: "a", Values: [4, 2, 1], StatusCode: "Complete", Label: "Errors" },
    { Id: "b", Values: [40], StatusCode: "PartialData" },
  ]);
  assert.deepEqual(first.MetricDataResults?.[1]?.Timestamps, [at(4)]);
  const rest = await data(cloud, { ...ask, NextToken: first.NextToken });
  assert.partialDeepStrictEqual(rest.MetricDataResults, [
    { Id: "b", Values: [20, 10], StatusCode: "Complete" },
  ]);
  assert.equal(rest.NextToken, undefined);
});

void test("old values are kept at coarser resolutions, and forgotten after 455 days", async () => {
  await using cloud = await startCloud();
  await put(
    cloud,
    ...[0, 1, 2, 3, 4].map((minute) =>
      datum({ Value: minute, Timestamp: at(minute) }),
    ),
  );
  const hours = {
    StartTime: at(-120),
    EndTime: at(120),
    Period: 3600,
    Statistics: ["Sum" as const, "SampleCount" as const, "Maximum" as const],
  };
  const total = async () => {
    await cloud.settled();
    const found = await statistics(cloud, hours);
    return [
      found.reduce((sum, { Sum = 0 }) => sum + Sum, 0),
      found.reduce((sum, { SampleCount = 0 }) => sum + SampleCount, 0),
    ];
  };
  assert.deepEqual(await total(), [10, 5]);
  for (const days of [16, 50, 300]) {
    cloud.advance(days * 86_400);
    assert.deepEqual(await total(), [10, 5], `after ${days} days more`);
  }
  cloud.advance(90 * 86_400);
  assert.deepEqual(await total(), [0, 0]);
});

void test("writers of one metric at the same moment all get their values in", async () => {
  await using cloud = await startCloud();
  await Promise.all(
    Array.from({ length: 60 }, () => put(cloud, datum({ Value: 1 }))),
  );
  const [point] = await statistics(cloud);
  assert.equal(point?.Sum, 60);
});

void test("what the platform measures of itself is a metric", async () => {
  await using cloud = await startCloud();
  const place = { accountId: cloud.accountId, region: "us-east-1" };
  const measurement = {
    namespace: "AWS/Lambda",
    name: "Invocations",
    dimensions: { FunctionName: "f" },
    value: 1,
    unit: "Count",
    at: at(1).getTime(),
  };
  const { telemetry } = cloud.running.platform.facts;
  telemetry.measure(place, [measurement, measurement]);
  telemetry.measure(place, [measurement]);
  await cloud.settled();
  const [point] = await statistics(cloud, {
    Namespace: "AWS/Lambda",
    MetricName: "Invocations",
    Dimensions: [{ Name: "FunctionName", Value: "f" }],
  });
  assert.equal(point?.Sum, 3);
  assert.equal(point?.Unit, "Count");
});
