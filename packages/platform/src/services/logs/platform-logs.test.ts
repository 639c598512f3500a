import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { REGION, startCloud } from "../../../testing/cloud.ts";

void test("what a function writes is in its group, which is made for it, in the order of writing", async () => {
  await using cloud = await startCloud();
  const place = { accountId: cloud.accountId, region: REGION };
  const { telemetry } = cloud.running.platform.facts;
  const time = Date.now();
  const stream = {
    logGroup: "/aws/lambda/f",
    logStream: "2026/11/22/[1]ab",
    createsGroup: true,
  };
  for (const messages of [["START\n", "one\n"], ["two\n"], ["END\n"]])
    telemetry.log(place, {
      ...stream,
      lines: messages.map((message) => ({ time, message })),
    });
  await cloud.settled();
  telemetry.log(place, { ...stream, lines: [{ time, message: "again\n" }] });
  await cloud.settled();

  const { events } = await cloud.logs.send(
    new GetLogEventsCommand({
      logGroupName: stream.logGroup,
      logStreamName: stream.logStream,
    }),
  );
  assert.deepEqual(
    events?.map(({ message }) => message),
    ["START\n", "one\n", "two\n", "END\n", "again\n"],
  );
});

void test("writers of one stream at the same moment all get their events in", async () => {
  await using cloud = await startCloud();
  const group = { logGroupName: "g" };
  const stream = { ...group, logStreamName: "s" };
  await cloud.logs.send(new CreateLogGroupCommand(group));
  await cloud.logs.send(new CreateLogStreamCommand(stream));
  const now = Date.now();
  await Promise.all(
    Array.from({ length: 100 }, (_, i) =>
      cloud.logs.send(
        new PutLogEventsCommand({
          ...stream,
          logEvents: [{ timestamp: now + i, message: `${i}` }],
        }),
      ),
    ),
  );
  const { events } = await cloud.logs.send(new GetLogEventsCommand(stream));
  assert.deepEqual(
    events?.map(({ message }) => message),
    Array.from({ length: 100 }, (_, i) => `${i}`),
  );
  const { logStreams } = await cloud.logs.send(
    new DescribeLogStreamsCommand(group),
  );
  assert.equal(logStreams?.[0]?.firstEventTimestamp, now);
  assert.equal(logStreams[0].lastEventTimestamp, now + 99);
});
