import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { test } from "node:test";
import { startCloud } from "../../../../testing/cloud.ts";
import { resourceHandler } from "../../../../testing/resources.ts";

const METRIC = {
  Namespace: "App",
  MetricName: "Errors",
  Statistic: "Sum",
  Period: 60,
  EvaluationPeriods: 2,
  Threshold: 1,
  ComparisonOperator: "GreaterThanThreshold",
};

const NONE = {
  ActionsEnabled: true,
  OKActions: [],
  AlarmActions: [],
  InsufficientDataActions: [],
};

test("an alarm lives as a resource: made, read, changed, listed, deleted", async () => {
  await using cloud = await startCloud();
  const alarms = await resourceHandler(cloud, "AWS::CloudWatch::Alarm");
  const topics = await resourceHandler(cloud, "AWS::SNS::Topic");
  const topic = await topics.create({});
  const properties = {
    ...METRIC,
    AlarmDescription: "Too many errors",
    AlarmActions: [topic],
    Dimensions: [{ Name: "service", Value: "web" }],
    TreatMissingData: "notBreaching",
    Tags: [{ Key: "team", Value: "blue" }],
  };
  const name = await alarms.create(properties);
  match(name, /^stack-Resource-[A-Z0-9]{12}$/);
  const named = {
    AlarmName: name,
    Arn: `arn:aws:cloudwatch:us-east-1:${cloud.accountId}:alarm:${name}`,
  };
  deepEqual(await alarms.read(name), { ...named, ...NONE, ...properties });
  const after = {
    ...METRIC,
    Threshold: 5,
    ActionsEnabled: false,
    Tags: [{ Key: "stage", Value: "test" }],
  };
  await alarms.update(name, { before: properties, after });
  deepEqual(await alarms.read(name), {
    ...named,
    ...NONE,
    Dimensions: [],
    ...after,
  });
  deepEqual(await alarms.list(), [name]);
  await alarms.delete(name);
  equal(await alarms.read(name), undefined);
  await alarms.delete(name);
});

test("an alarm of the same name is not replaced; what is not offered is refused", async () => {
  await using cloud = await startCloud();
  const alarms = await resourceHandler(cloud, "AWS::CloudWatch::Alarm");
  await alarms.create({ ...METRIC, AlarmName: "errors" });
  await rejects(alarms.create({ ...METRIC, AlarmName: "errors" }), {
    name: "AlreadyExists",
  });
  await rejects(alarms.create({ ...METRIC, ThresholdMetricId: "ad1" }), {
    name: "ValidationException",
    message: /Anomaly detection/,
  });
  deepEqual(await alarms.list(), ["errors"]);
});

test("a composite alarm lives as a resource beside the alarms that it watches", async () => {
  await using cloud = await startCloud();
  const alarms = await resourceHandler(cloud, "AWS::CloudWatch::Alarm");
  const composites = await resourceHandler(
    cloud,
    "AWS::CloudWatch::CompositeAlarm",
  );
  const rule = { AlarmRule: 'ALARM("errors")' };
  await rejects(composites.create(rule), { name: "ValidationException" });
  await alarms.create({ ...METRIC, AlarmName: "errors" });
  const name = await composites.create(rule);
  deepEqual(await composites.read(name), {
    AlarmName: name,
    Arn: `arn:aws:cloudwatch:us-east-1:${cloud.accountId}:alarm:${name}`,
    ...NONE,
    ...rule,
  });
  equal(await alarms.read(name), undefined);
  await composites.update(name, {
    before: rule,
    after: { AlarmRule: 'OK("errors")', AlarmDescription: "All is well" },
  });
  equal((await composites.read(name))?.["AlarmDescription"], "All is well");
  deepEqual(await composites.list(), [name]);
  deepEqual(await alarms.list(), ["errors"]);
  await composites.delete(name);
  equal(await composites.read(name), undefined);
});
