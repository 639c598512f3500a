import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { test } from "node:test";
import { AddPermissionCommand } from "@aws-sdk/client-lambda";
import { startCloud } from "../../../../testing/cloud.ts";
import { resourceHandler } from "../../../../testing/resources.ts";
import { makeFunction } from "../../lambda/testing/functions.ts";

test("a log group lives as a resource: made, read, changed, listed, deleted", async () => {
  await using cloud = await startCloud();
  const groups = await resourceHandler(cloud, "AWS::Logs::LogGroup");
  const properties = {
    RetentionInDays: 7,
    Tags: [{ Key: "team", Value: "blue" }],
  };
  const name = await groups.create(properties);
  match(name, /^stack-Resource-[A-Z0-9]{12}$/);
  const shown = {
    LogGroupName: name,
    Arn: `arn:aws:logs:us-east-1:${cloud.accountId}:log-group:${name}:*`,
    LogGroupClass: "STANDARD",
    DeletionProtectionEnabled: false,
  };
  deepEqual(await groups.read(name), { ...shown, ...properties });
  await groups.update(name, {
    before: properties,
    after: { DeletionProtectionEnabled: true },
  });
  deepEqual(await groups.read(name), {
    ...shown,
    DeletionProtectionEnabled: true,
  });
  await rejects(groups.delete(name), { name: "ValidationException" });
  await groups.update(name, {
    before: { DeletionProtectionEnabled: true },
    after: {},
  });
  deepEqual(await groups.list(), [name]);
  await groups.delete(name);
  equal(await groups.read(name), undefined);
  await groups.delete(name);
});

test("no log group is made of what is not built, nor half of one", async () => {
  await using cloud = await startCloud();
  const groups = await resourceHandler(cloud, "AWS::Logs::LogGroup");
  await rejects(groups.create({ KmsKeyId: "arn:aws:kms:…" }), {
    message: "KmsKeyId of AWS::Logs::LogGroup: not built.",
  });
  await rejects(
    groups.create({ RetentionInDays: 8, DeletionProtectionEnabled: true }),
    { name: "InvalidParameterException" },
  );
  deepEqual(await groups.list(), []);
  await groups.create({ LogGroupName: "taken" });
  await rejects(groups.create({ LogGroupName: "taken" }), {
    name: "ResourceAlreadyExistsException",
  });
});

test("streams and metric filters live as resources of their group", async () => {
  await using cloud = await startCloud();
  const groups = await resourceHandler(cloud, "AWS::Logs::LogGroup");
  const LogGroupName = await groups.create({ LogGroupName: "app" });
  const streams = await resourceHandler(cloud, "AWS::Logs::LogStream");
  const stream = { LogGroupName, LogStreamName: "first" };
  const id = await streams.create(stream);
  equal(id, "app|first");
  equal(streams.type.ref?.(id, {}), "first");
  deepEqual(await streams.read(id), stream);
  await rejects(streams.create(stream), {
    name: "ResourceAlreadyExistsException",
  });
  await streams.delete(id);
  equal(await streams.read(id), undefined);
  await streams.delete(id);

  const filters = await resourceHandler(cloud, "AWS::Logs::MetricFilter");
  const filter = {
    LogGroupName,
    FilterName: "errors",
    FilterPattern: "{ $.level = error }",
    MetricTransformations: [
      {
        MetricName: "Errors",
        MetricNamespace: "App",
        MetricValue: "1",
        Unit: "Count",
        Dimensions: [{ Key: "service", Value: "$.service" }],
      },
    ],
  };
  const filterId = await filters.create(filter);
  equal(filterId, "app|errors");
  equal(filters.type.ref?.(filterId, {}), "errors");
  deepEqual(await filters.read(filterId), filter);
  await rejects(filters.create(filter), { name: "AlreadyExists" });
  const [transformation] = filter.MetricTransformations;
  const { Dimensions: _, ...plain } = transformation ?? {};
  const after = {
    ...filter,
    FilterPattern: "ERROR",
    MetricTransformations: [{ ...plain, DefaultValue: 0 }],
  };
  await filters.update(filterId, { before: filter, after });
  deepEqual(await filters.read(filterId), after);
  deepEqual(await filters.list(), [filterId]);
  await rejects(
    filters.create({ ...filter, FilterName: "b", FilterPattern: "{" }),
    { name: "InvalidParameterException" },
  );
  await filters.delete(filterId);
  equal(await filters.read(filterId), undefined);
  await filters.delete(filterId);
});

test("a subscription filter lives as a resource once its function lets it", async () => {
  await using cloud = await startCloud();
  const groups = await resourceHandler(cloud, "AWS::Logs::LogGroup");
  const LogGroupName = await groups.create({ LogGroupName: "app" });
  const { FunctionArn } = await makeFunction(cloud, "reader");
  const filters = await resourceHandler(cloud, "AWS::Logs::SubscriptionFilter");
  const properties = {
    LogGroupName,
    FilterName: "all",
    FilterPattern: "",
    DestinationArn: FunctionArn,
  };
  await rejects(filters.create(properties), {
    name: "InvalidParameterException",
  });
  await cloud.lambda.send(
    new AddPermissionCommand({
      FunctionName: "reader",
      StatementId: "logs",
      Action: "lambda:InvokeFunction",
      Principal: "logs.amazonaws.com",
    }),
  );
  const id = await filters.create(properties);
  equal(id, "all|app");
  equal(filters.type.ref?.(id, {}), "all");
  deepEqual(await filters.read(id), {
    ...properties,
    Distribution: "ByLogStream",
  });
  await filters.update(id, {
    before: properties,
    after: { ...properties, FilterPattern: "ERROR" },
  });
  equal((await filters.read(id))?.["FilterPattern"], "ERROR");
  await filters.delete(id);
  equal(await filters.read(id), undefined);
  await filters.delete(id);
});
