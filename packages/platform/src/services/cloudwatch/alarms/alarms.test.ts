import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DescribeAlarmsForMetricCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  ListTagsForResourceCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type DescribeAlarmsCommandInput,
  type PutMetricAlarmCommandInput,
} from "@aws-sdk/client-cloudwatch";
import { RemovePermissionCommand } from "@aws-sdk/client-lambda";
import {
  CreateTopicCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import { makeUser, policyOf } from "../../../../testing/principals.ts";
import { makeWitness } from "../../../../testing/witness.ts";

const hot: PutMetricAlarmCommandInput = {
  AlarmName: "hot",
  Namespace: "shop",
  MetricName: "latency",
  Statistic: "Average",
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 100,
  ComparisonOperator: "GreaterThanThreshold",
};

const put = (
  by: Pick<Cloud, "cloudwatch">,
  more: Partial<PutMetricAlarmCommandInput> = {},
) => by.cloudwatch.send(new PutMetricAlarmCommand({ ...hot, ...more }));

/** Puts a value at the platform's time, and lets the minute pass. */
async function measure(
  cloud: Cloud,
  Value: number,
  MetricName = "latency",
): Promise<void> {
  await cloud.cloudwatch.send(
    new PutMetricDataCommand({
      Namespace: "shop",
      MetricData: [{ MetricName, Value, Timestamp: nowOf(cloud) }],
    }),
  );
  await pass(cloud);
}

const nowOf = (cloud: Cloud): Date =>
  new Date(cloud.running.platform.clock.now());

async function pass(cloud: Cloud, minutes = 1): Promise<void> {
  cloud.advance(60 * minutes);
  await cloud.settled();
}

async function described(cloud: Cloud, input: DescribeAlarmsCommandInput = {}) {
  await cloud.settled();
  const { MetricAlarms = [], CompositeAlarms = [] } =
    await cloud.cloudwatch.send(
      new DescribeAlarmsCommand({
        AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
        ...input,
      }),
    );
  return [...MetricAlarms, ...CompositeAlarms];
}

async function stateOf(cloud: Cloud, name = "hot") {
  const [alarm] = await described(cloud, { AlarmNames: [name] });
  return alarm?.StateValue;
}

async function historyOf(
  cloud: Cloud,
  HistoryItemType: "StateUpdate" | "Action" | "ConfigurationUpdate",
  AlarmName = "hot",
) {
  await cloud.settled();
  const { AlarmHistoryItems } = await cloud.cloudwatch.send(
    new DescribeAlarmHistoryCommand({
      AlarmName,
      HistoryItemType,
      AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
      ScanBy: "TimestampAscending",
    }),
  );
  return AlarmHistoryItems ?? [];
}

void test("an alarm follows its metric each minute, and tells why", async () => {
  await using cloud = await startCloud();
  await put(cloud, { AlarmDescription: "Too slow" });
  equal(await stateOf(cloud), "INSUFFICIENT_DATA");
  await measure(cloud, 250);
  const [alarm] = await described(cloud);
  equal(alarm?.StateValue, "ALARM");
  match(
    alarm.StateReason ?? "",
    /^Threshold Crossed: 1 out of the last 1 datapoints \[250\.0 \(\d\d\/\d\d\/\d\d \d\d:\d\d:00\)\] was greater than the threshold \(100\.0\) \(minimum 1 datapoint for OK -> ALARM transition\)\.$/,
  );
  deepEqual(
    (JSON.parse(alarm.StateReasonData ?? "") as { recentDatapoints: number[] })
      .recentDatapoints,
    [250],
  );
  await measure(cloud, 100);
  equal(await stateOf(cloud), "OK");
  await pass(cloud, 5);
  equal(await stateOf(cloud), "INSUFFICIENT_DATA");
  deepEqual(
    (await historyOf(cloud, "StateUpdate")).map((item) => item.HistorySummary),
    [
      "Alarm updated from INSUFFICIENT_DATA to ALARM",
      "Alarm updated from ALARM to OK",
      "Alarm updated from OK to INSUFFICIENT_DATA",
    ],
  );
});

void test("two of three periods make the alarm, and missing data count as the alarm says", async () => {
  await using cloud = await startCloud();
  await put(cloud, { EvaluationPeriods: 3, DatapointsToAlarm: 2 });
  await put(cloud, {
    AlarmName: "silent",
    MetricName: "heartbeat",
    Statistic: "SampleCount",
    ComparisonOperator: "LessThanThreshold",
    Threshold: 1,
    TreatMissingData: "breaching",
  });
  equal(await stateOf(cloud, "silent"), "ALARM");
  await measure(cloud, 200);
  await measure(cloud, 1);
  equal(await stateOf(cloud), "OK");
  await measure(cloud, 300);
  equal(await stateOf(cloud), "ALARM");
  await measure(cloud, 1, "heartbeat");
  equal(await stateOf(cloud, "silent"), "OK");
  await pass(cloud, 5);
  equal(await stateOf(cloud, "silent"), "ALARM");
  const [silent] = await described(cloud, { AlarmNames: ["silent"] });
  equal(
    silent?.StateReason,
    "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [Breaching].",
  );
});

void test("data that come late are looked at when they come", async () => {
  await using cloud = await startCloud();
  await put(cloud);
  await pass(cloud, 2);
  await cloud.cloudwatch.send(
    new PutMetricDataCommand({
      Namespace: "shop",
      MetricData: [
        {
          MetricName: "latency",
          Value: 500,
          Timestamp: new Date(nowOf(cloud).getTime() - 61_000),
        },
      ],
    }),
  );
  equal(await stateOf(cloud), "ALARM");
});

void test("an alarm on an expression watches the metrics in it; percentiles are watched too", async () => {
  await using cloud = await startCloud();
  const query = (Id: string, MetricName: string) => ({
    Id,
    MetricStat: {
      Metric: { Namespace: "shop", MetricName },
      Period: 60,
      Stat: "Sum",
    },
    ReturnData: false,
  });
  const rate = {
    AlarmName: "rate",
    EvaluationPeriods: 1,
    Threshold: 50,
    ComparisonOperator: "GreaterThanThreshold" as const,
    Metrics: [
      query("errors", "errors"),
      query("calls", "calls"),
      { Id: "rate", Expression: "100 * errors / calls", ReturnData: true },
    ],
  };
  await cloud.cloudwatch.send(new PutMetricAlarmCommand(rate));
  const { Statistic: _none, ...rest } = hot;
  await cloud.cloudwatch.send(
    new PutMetricAlarmCommand({
      ...rest,
      AlarmName: "p90",
      MetricName: "calls",
      ExtendedStatistic: "p90",
      Threshold: 3,
    }),
  );
  await cloud.cloudwatch.send(
    new PutMetricDataCommand({
      Namespace: "shop",
      MetricData: [
        { MetricName: "errors", Value: 3, Timestamp: nowOf(cloud) },
        { MetricName: "calls", Value: 4, Timestamp: nowOf(cloud) },
      ],
    }),
  );
  await pass(cloud);
  equal(await stateOf(cloud, "rate"), "ALARM");
  equal(await stateOf(cloud, "p90"), "ALARM");
  const refused = { name: "ValidationException" };
  const broken = (Expression: string) =>
    cloud.cloudwatch.send(
      new PutMetricAlarmCommand({
        ...rate,
        Metrics: [
          query("errors", "errors"),
          { Id: "rate", Expression, ReturnData: true },
        ],
      }),
    );
  await rejects(broken("errors /"), refused);
  await rejects(broken("nobody"), refused);
});

void test("a function is called when the alarm goes off, if its policy lets this alarm; the history tells either", async () => {
  await using cloud = await startCloud();
  const witness = await makeWitness(cloud);
  const alarm = `arn:aws:cloudwatch:us-east-1:${cloud.accountId}:alarm`;
  await put(cloud, {
    AlarmDescription: "Too slow",
    AlarmActions: [witness.arn],
    Dimensions: [{ Name: "service", Value: "orders" }],
  });
  const setAlarm = (StateValue: "ALARM" | "OK") =>
    cloud.cloudwatch.send(
      new SetAlarmStateCommand({
        AlarmName: "hot",
        StateValue,
        StateReason: "trying it out",
      }),
    );
  await setAlarm("ALARM");
  deepEqual(await witness.events(), []);
  const [failed] = await historyOf(cloud, "Action");
  match(
    failed?.HistorySummary ?? "",
    /^Failed to execute action arn:aws:lambda/,
  );

  await setAlarm("OK");
  const Principal = "lambda.alarms.cloudwatch.amazonaws.com";
  await witness.allow(Principal, { SourceArn: `${alarm}:other` });
  await setAlarm("ALARM");
  deepEqual(await witness.events(), []);

  await setAlarm("OK");
  await cloud.lambda.send(
    new RemovePermissionCommand({
      FunctionName: "witness",
      StatementId: Principal.replaceAll(".", "-"),
    }),
  );
  await witness.allow(Principal, {
    SourceArn: `${alarm}:hot`,
    SourceAccount: cloud.accountId,
  });
  await setAlarm("ALARM");
  await setAlarm("ALARM");
  const events = await witness.events<{
    time: string;
    alarmData: {
      state: { timestamp: string };
      previousState: { timestamp: string };
      configuration: { metrics: { id: string }[] };
    };
  }>(1);
  equal(events.length, 1);
  const [event] = events;
  ok(event);
  deepEqual(event, {
    source: "aws.cloudwatch",
    alarmArn: `${alarm}:hot`,
    accountId: cloud.accountId,
    time: event.time,
    region: "us-east-1",
    alarmData: {
      alarmName: "hot",
      state: {
        value: "ALARM",
        reason: "trying it out",
        timestamp: event.alarmData.state.timestamp,
      },
      previousState: {
        value: "OK",
        reason: "trying it out",
        timestamp: event.alarmData.previousState.timestamp,
      },
      configuration: {
        description: "Too slow",
        metrics: [
          {
            id: event.alarmData.configuration.metrics[0]?.id,
            metricStat: {
              metric: {
                namespace: "shop",
                name: "latency",
                dimensions: { service: "orders" },
              },
              period: 60,
              stat: "Average",
            },
            returnData: true,
          },
        ],
      },
    },
  });
  equal(
    (await historyOf(cloud, "Action")).at(-1)?.HistorySummary,
    `Successfully executed action ${witness.arn}`,
  );

  await setAlarm("OK");
  await cloud.cloudwatch.send(
    new DisableAlarmActionsCommand({ AlarmNames: ["hot", "none"] }),
  );
  await setAlarm("ALARM");
  equal((await witness.events()).length, 1);
  await setAlarm("OK");
  await cloud.cloudwatch.send(
    new EnableAlarmActionsCommand({ AlarmNames: ["hot"] }),
  );
  await setAlarm("ALARM");
  equal((await witness.events(2)).length, 2);
});

void test("a topic gets the alarm in CloudWatch's form, if its policy lets CloudWatch publish; the history tells either", async () => {
  await using cloud = await startCloud();
  const witness = await makeWitness(cloud);
  const { TopicArn } = await cloud.sns.send(
    new CreateTopicCommand({ Name: "alerts" }),
  );
  await witness.allow("sns.amazonaws.com");
  await cloud.sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: "lambda",
      Endpoint: witness.arn,
    }),
  );
  const missing = `arn:aws:sns:us-east-1:${cloud.accountId}:missing`;
  await put(cloud, { AlarmActions: [TopicArn ?? "", missing] });
  await measure(cloud, 500);
  const [event] = await witness.events<{
    Records: { Sns: { Subject: string; Message: string } }[];
  }>(1);
  const { Subject, Message = "" } = event?.Records[0]?.Sns ?? {};
  equal(Subject, 'ALARM: "hot" in US East (N. Virginia)');
  const { Trigger, ...message } = JSON.parse(Message) as Record<
    string,
    unknown
  >;
  equal(message["NewStateValue"], "ALARM");
  equal(message["OldStateValue"], "INSUFFICIENT_DATA");
  deepEqual(Trigger, {
    MetricName: "latency",
    Namespace: "shop",
    StatisticType: "Statistic",
    Statistic: "AVERAGE",
    Unit: null,
    Dimensions: [],
    Period: 60,
    EvaluationPeriods: 1,
    ComparisonOperator: "GreaterThanThreshold",
    Threshold: 100,
    TreatMissingData: "",
    EvaluateLowSampleCountPercentile: "",
  });
  const done = async () =>
    (await historyOf(cloud, "Action"))
      .map(({ HistorySummary = "" }) => HistorySummary.split(". ")[0] ?? "")
      .toSorted((a, b) => (a < b ? -1 : 1));
  deepEqual(await done(), [
    `Failed to execute action ${missing}`,
    `Successfully executed action ${TopicArn}`,
  ]);

  await cloud.sns.send(
    new SetTopicAttributesCommand({
      TopicArn,
      AttributeName: "Policy",
      AttributeValue: policyOf({
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: TopicArn ?? "",
        Condition: {
          ArnEquals: {
            "aws:SourceArn": `arn:aws:cloudwatch:us-east-1:${cloud.accountId}:alarm:other`,
          },
        },
      }),
    }),
  );
  await measure(cloud, 1);
  await measure(cloud, 500);
  deepEqual(
    await done(),
    [
      `Failed to execute action ${TopicArn}`,
      `Failed to execute action ${missing}`,
      `Failed to execute action ${missing}`,
      `Successfully executed action ${TopicArn}`,
    ].toSorted((a, b) => (a < b ? -1 : 1)),
  );
  equal((await witness.events()).length, 1);
});

void test("actions that nobody here could do are refused", async () => {
  await using cloud = await startCloud();
  for (const action of [
    "alerts",
    "arn:aws:automate:us-east-1:ec2:stop",
    "arn:aws:sns:eu-west-1:000000000000:alerts",
    "arn:aws:lambda:us-east-1:000000000000:layer:x",
  ])
    await rejects(put(cloud, { OKActions: [action] }), {
      name: "ValidationException",
    });
});

void test("a composite alarm follows the alarms in its rule", async () => {
  await using cloud = await startCloud();
  const witness = await makeWitness(cloud);
  await witness.allow("lambda.alarms.cloudwatch.amazonaws.com");
  await put(cloud);
  await put(cloud, { AlarmName: "deploying", MetricName: "deploys" });
  const composite = (AlarmRule: string, AlarmName = "page") =>
    cloud.cloudwatch.send(
      new PutCompositeAlarmCommand({
        AlarmName,
        AlarmRule,
        AlarmActions: [witness.arn],
      }),
    );
  await composite("ALARM(hot) AND NOT ALARM(deploying)");
  equal(await stateOf(cloud, "page"), "OK");
  await measure(cloud, 500);
  equal(await stateOf(cloud, "page"), "ALARM");
  const [event] = await witness.events<{
    alarmData: { configuration: object; state: { reason: string } };
  }>(1);
  deepEqual(event?.alarmData.configuration, {
    alarmRule: "ALARM(hot) AND NOT ALARM(deploying)",
  });
  match(event.alarmData.state.reason, /:alarm:hot transitioned to ALARM at /);

  await composite("ALARM(page)", "above");
  equal(await stateOf(cloud, "above"), "ALARM");
  await measure(cloud, 1);
  equal(await stateOf(cloud, "page"), "OK");
  equal(await stateOf(cloud, "above"), "OK");

  const refused = { name: "ValidationException" };
  await rejects(composite("ALARM(above)"), /leads back/);
  await rejects(composite("ALARM(nobody)"), /do not exist/);
  await rejects(composite("ALARM(hot"), refused);
  await rejects(composite(" TRUE"), refused);
  await rejects(composite("TRUE", "hot"), refused);
  await rejects(
    cloud.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ["hot"] })),
    /composite alarm\(s\) depending on it/,
  );
  await rejects(
    cloud.cloudwatch.send(
      new DeleteAlarmsCommand({ AlarmNames: ["page", "above"] }),
    ),
    refused,
  );
  const children = await described(cloud, { ChildrenOfAlarmName: "page" });
  deepEqual(children.map(({ AlarmName = "" }) => AlarmName).sort(), [
    "deploying",
    "hot",
  ]);
  const parents = await described(cloud, { ParentsOfAlarmName: "hot" });
  deepEqual(
    parents.map(({ AlarmName }) => AlarmName),
    ["page"],
  );
  await cloud.cloudwatch.send(
    new DeleteAlarmsCommand({ AlarmNames: ["above"] }),
  );
  await cloud.cloudwatch.send(
    new DeleteAlarmsCommand({ AlarmNames: ["page", "hot", "none"] }),
  );
  deepEqual(
    (await described(cloud)).map(({ AlarmName }) => AlarmName),
    ["deploying"],
  );
});

void test("alarms are found by name, prefix, state, action and metric, in pages", async () => {
  await using cloud = await startCloud();
  const topic = `arn:aws:sns:us-east-1:${cloud.accountId}:alerts`;
  for (const AlarmName of ["a-1", "a-2", "b-1"])
    await put(cloud, { AlarmName });
  await put(cloud, { AlarmName: "c", AlarmActions: [topic], Period: 120 });
  const names = async (input: DescribeAlarmsCommandInput) =>
    (await described(cloud, input)).map(({ AlarmName }) => AlarmName);
  deepEqual(await names({ AlarmNamePrefix: "a-" }), ["a-1", "a-2"]);
  deepEqual(await names({ AlarmNames: ["c", "none"] }), ["c"]);
  deepEqual(await names({ ActionPrefix: "arn:aws:sns" }), ["c"]);
  deepEqual(await names({ StateValue: "ALARM" }), []);
  const first = await cloud.cloudwatch.send(
    new DescribeAlarmsCommand({ MaxRecords: 3 }),
  );
  deepEqual(
    await names({
      MaxRecords: 3,
      ...(first.NextToken === undefined ? {} : { NextToken: first.NextToken }),
    }),
    ["c"],
  );
  const { MetricAlarms } = await cloud.cloudwatch.send(
    new DescribeAlarmsForMetricCommand({
      Namespace: "shop",
      MetricName: "latency",
      Period: 120,
    }),
  );
  deepEqual(
    MetricAlarms?.map(({ AlarmName }) => AlarmName),
    ["c"],
  );
  await rejects(names({ NextToken: "none" }), { name: "InvalidNextToken" });
});

void test("a settled alarm that is put again keeps its state and forgets its old threshold", async () => {
  await using cloud = await startCloud();
  await put(cloud);
  await measure(cloud, 250);
  await put(cloud, { Threshold: 1000 });
  equal(await stateOf(cloud), "OK");
  await measure(cloud, 250);
  equal(await stateOf(cloud), "OK");
  deepEqual(
    (await historyOf(cloud, "ConfigurationUpdate")).map(
      ({ HistorySummary }) => HistorySummary,
    ),
    ['Alarm "hot" created', 'Alarm "hot" updated'],
  );
});

void test("an alarm that could never tell a state is refused", async () => {
  await using cloud = await startCloud();
  const faulty: Partial<PutMetricAlarmCommandInput>[] = [
    { Period: 45 },
    { Period: 60, EvaluationPeriods: 1441 },
    { Period: 3600, EvaluationPeriods: 169 },
    { DatapointsToAlarm: 2 },
    { TreatMissingData: "guess" },
    { ExtendedStatistic: "p90" },
    { EvaluateLowSampleCountPercentile: "ignore" },
    { Metrics: [{ Id: "a", Expression: "1" }] },
    { ThresholdMetricId: "ad1" },
    { ComparisonOperator: "GreaterThanUpperThreshold" },
  ];
  for (const more of faulty)
    await rejects(put(cloud, more), { name: "ValidationException" });
  await put(cloud, { Period: 3600, EvaluationPeriods: 168 });
  await rejects(
    cloud.cloudwatch.send(
      new SetAlarmStateCommand({
        AlarmName: "none",
        StateValue: "OK",
        StateReason: "",
      }),
    ),
    { name: "ResourceNotFound" },
  );
});

void test("history is forgotten after thirty days, a deleted alarm's as well", async () => {
  await using cloud = await startCloud();
  await put(cloud);
  await cloud.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ["hot"] }));
  await pass(cloud, 60);
  equal((await historyOf(cloud, "ConfigurationUpdate")).length, 2);
  await pass(cloud, 31 * 24 * 60);
  equal((await historyOf(cloud, "ConfigurationUpdate")).length, 0);
});

void test("who may put one alarm may not put another, nor with actions or tags that the policy does not have", async () => {
  await using cloud = await startCloud();
  const arn = `arn:aws:cloudwatch:us-east-1:${cloud.accountId}:alarm`;
  const ada = await makeUser(
    cloud,
    "ada",
    policyOf({
      Effect: "Allow",
      Action: "cloudwatch:PutMetricAlarm",
      Resource: `${arn}:hot`,
      Condition: {
        "ForAllValues:StringLike": {
          "cloudwatch:AlarmActions": ["arn:aws:sns:*:*:team"],
        },
      },
    }),
  );
  const denied = { name: "AccessDeniedException" };
  await put(ada);
  await put(ada, { AlarmActions: ["arn:aws:sns:us-east-1:000000000000:team"] });
  await rejects(put(ada, { AlarmName: "cold" }), denied);
  await rejects(
    put(ada, { AlarmActions: ["arn:aws:sns:us-east-1:000000000000:boss"] }),
    denied,
  );
  await rejects(put(ada, { Tags: [{ Key: "team", Value: "a" }] }), denied);
  await rejects(
    ada.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ["hot"] })),
    denied,
  );
});

void test("an alarm's tags decide where a policy asks for them", async () => {
  await using cloud = await startCloud();
  await put(cloud, { Tags: [{ Key: "team", Value: "a" }] });
  const ResourceARN = `arn:aws:cloudwatch:us-east-1:${cloud.accountId}:alarm:hot`;
  const bob = await makeUser(
    cloud,
    "bob",
    policyOf({
      Effect: "Allow",
      Action: "cloudwatch:SetAlarmState",
      Resource: "*",
      Condition: {
        StringEquals: { "aws:ResourceTag/team": "b" },
      },
    }),
  );
  const set = () =>
    bob.cloudwatch.send(
      new SetAlarmStateCommand({
        AlarmName: "hot",
        StateValue: "OK",
        StateReason: "",
      }),
    );
  await rejects(set(), { name: "AccessDeniedException" });
  await cloud.cloudwatch.send(
    new TagResourceCommand({
      ResourceARN,
      Tags: [
        { Key: "team", Value: "b" },
        { Key: "x", Value: "" },
      ],
    }),
  );
  await set();
  await cloud.cloudwatch.send(
    new UntagResourceCommand({ ResourceARN, TagKeys: ["x"] }),
  );
  const { Tags } = await cloud.cloudwatch.send(
    new ListTagsForResourceCommand({ ResourceARN }),
  );
  deepEqual(Tags, [{ Key: "team", Value: "b" }]);
  await rejects(
    cloud.cloudwatch.send(
      new ListTagsForResourceCommand({ ResourceARN: `${ResourceARN}-none` }),
    ),
    { name: "ResourceNotFoundException" },
  );
});
