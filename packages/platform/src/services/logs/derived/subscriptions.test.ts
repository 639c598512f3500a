import { deepEqual, equal, rejects } from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteSubscriptionFilterCommand,
  DescribeSubscriptionFiltersCommand,
  PutLogEventsCommand,
  PutSubscriptionFilterCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { RemovePermissionCommand } from "@aws-sdk/client-lambda";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import { makeWitness } from "../../../../testing/witness.ts";

const group = { logGroupName: "/app/orders" };
const stream = { ...group, logStreamName: "one" };

async function cloudWithStream(): Promise<Cloud> {
  const cloud = await startCloud();
  await cloud.logs.send(new CreateLogGroupCommand(group));
  await cloud.logs.send(new CreateLogStreamCommand(stream));
  return cloud;
}

const put = (cloud: Cloud, ...messages: string[]) =>
  cloud.logs.send(
    new PutLogEventsCommand({
      ...stream,
      logEvents: messages.map((message) => ({
        timestamp: Date.now(),
        message,
      })),
    }),
  );

const subscribe = (
  cloud: Cloud,
  destinationArn: string,
  filterName = "errors",
) =>
  cloud.logs.send(
    new PutSubscriptionFilterCommand({
      ...group,
      filterName,
      filterPattern: "ERROR",
      destinationArn,
    }),
  );

void test("a function gets the events that match, in CloudWatch Logs' form, while its policy allows it", async () => {
  await using cloud = await cloudWithStream();
  const witness = await makeWitness(cloud);
  await rejects(subscribe(cloud, witness.arn), {
    name: "InvalidParameterException",
    message:
      "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.",
  });
  const SourceArn = `arn:aws:logs:us-east-1:${cloud.accountId}:log-group:/app/orders:*`;
  await witness.allow("logs.amazonaws.com", { SourceArn });
  await subscribe(cloud, witness.arn);
  await put(cloud, "ERROR one", "fine", "ERROR two");

  const [event, ...others] = await witness.events<{
    awslogs: { data: string };
  }>(1);
  equal(others.length, 0);
  const { logEvents, ...data } = JSON.parse(
    gunzipSync(Buffer.from(event?.awslogs.data ?? "", "base64")).toString(),
  ) as { logEvents: { id: string; timestamp: number; message: string }[] };
  deepEqual(data, {
    messageType: "DATA_MESSAGE",
    owner: cloud.accountId,
    logGroup: "/app/orders",
    logStream: "one",
    subscriptionFilters: ["errors"],
  });
  deepEqual(
    logEvents.map(({ message }) => message),
    ["ERROR one", "ERROR two"],
  );
  equal(logEvents[0]?.id.length, 56);

  await cloud.lambda.send(
    new RemovePermissionCommand({
      FunctionName: "witness",
      StatementId: "logs-amazonaws-com",
    }),
  );
  await put(cloud, "ERROR three");
  equal((await witness.events()).length, 1);
  const { Metrics } = await cloud.cloudwatch.send(
    new ListMetricsCommand({ MetricName: "DeliveryErrors" }),
  );
  equal(Metrics?.length, 1);
});

void test("a policy for another group lets nothing through", async () => {
  await using cloud = await cloudWithStream();
  const witness = await makeWitness(cloud);
  await witness.allow("logs.amazonaws.com", {
    SourceArn: `arn:aws:logs:us-east-1:${cloud.accountId}:log-group:/app/other:*`,
  });
  await rejects(subscribe(cloud, witness.arn), {
    name: "InvalidParameterException",
  });
});

void test("a group has two subscriptions at most; one that is deleted gets nothing more", async () => {
  await using cloud = await cloudWithStream();
  const witness = await makeWitness(cloud);
  await witness.allow("logs.amazonaws.com");
  await subscribe(cloud, witness.arn, "b");
  await subscribe(cloud, witness.arn, "a");
  await rejects(subscribe(cloud, witness.arn, "c"), {
    name: "LimitExceededException",
  });
  const { subscriptionFilters } = await cloud.logs.send(
    new DescribeSubscriptionFiltersCommand(group),
  );
  deepEqual(
    subscriptionFilters?.map(({ filterName }) => filterName),
    ["a", "b"],
  );
  for (const filterName of ["a", "b"])
    await cloud.logs.send(
      new DeleteSubscriptionFilterCommand({ ...group, filterName }),
    );
  await put(cloud, "ERROR");
  equal((await witness.events()).length, 0);
  await rejects(
    subscribe(cloud, "arn:aws:kinesis:us-east-1:000000000000:stream/s"),
    /only functions are/,
  );
});
