import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
  PutLogGroupDeletionProtectionCommand,
  PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { startCloud, type Cloud } from "../../../testing/cloud.ts";

const group = { logGroupName: "/app/orders" };
const stream = { ...group, logStreamName: "one" };
const DAY = 86_400_000;

async function withStream(cloud: Cloud): Promise<void> {
  await cloud.logs.send(new CreateLogGroupCommand(group));
  await cloud.logs.send(new CreateLogStreamCommand(stream));
}

/** Puts messages a second apart; the last is `from + n - 1` seconds. */
function put(cloud: Cloud, from: number, messages: readonly string[]) {
  return cloud.logs.send(
    new PutLogEventsCommand({
      ...stream,
      logEvents: messages.map((message, i) => ({
        timestamp: from + i * 1000,
        message,
      })),
    }),
  );
}

const messagesOf = (events: readonly { message?: string }[] | undefined) =>
  events?.map(({ message }) => message);

void test("a stream is read forward from its head to the end, where the token stays the same", async () => {
  await using cloud = await startCloud();
  await withStream(cloud);
  await put(cloud, Date.now() - 60_000, ["a", "b", "c", "d", "e"]);

  const first = await cloud.logs.send(
    new GetLogEventsCommand({ ...stream, startFromHead: true, limit: 3 }),
  );
  assert.deepEqual(messagesOf(first.events), ["a", "b", "c"]);
  const second = await cloud.logs.send(
    new GetLogEventsCommand({
      ...stream,
      startFromHead: true,
      ...(first.nextForwardToken === undefined
        ? {}
        : { nextToken: first.nextForwardToken }),
    }),
  );
  assert.deepEqual(messagesOf(second.events), ["d", "e"]);
  const end = await cloud.logs.send(
    new GetLogEventsCommand({ ...stream, nextToken: second.nextForwardToken! }),
  );
  assert.deepEqual(end.events, []);
  assert.equal(end.nextForwardToken, second.nextForwardToken);

  await put(cloud, Date.now(), ["f"]);
  const later = await cloud.logs.send(
    new GetLogEventsCommand({ ...stream, nextToken: end.nextForwardToken! }),
  );
  assert.deepEqual(messagesOf(later.events), ["f"]);
});

void test("without startFromHead the newest events come first, each page in order of time", async () => {
  await using cloud = await startCloud();
  await withStream(cloud);
  await put(cloud, Date.now() - 60_000, ["a", "b", "c", "d", "e"]);

  const newest = await cloud.logs.send(
    new GetLogEventsCommand({ ...stream, limit: 2 }),
  );
  assert.deepEqual(messagesOf(newest.events), ["d", "e"]);
  const before = await cloud.logs.send(
    new GetLogEventsCommand({
      ...stream,
      nextToken: newest.nextBackwardToken!,
    }),
  );
  assert.deepEqual(messagesOf(before.events), ["a", "b", "c"]);
  const head = await cloud.logs.send(
    new GetLogEventsCommand({
      ...stream,
      nextToken: before.nextBackwardToken!,
    }),
  );
  assert.deepEqual(head.events, []);
  assert.equal(head.nextBackwardToken, before.nextBackwardToken);
  const again = await cloud.logs.send(
    new GetLogEventsCommand({ ...stream, nextToken: head.nextForwardToken! }),
  );
  assert.deepEqual(messagesOf(again.events), ["a", "b", "c", "d", "e"]);
});

void test("the end of GetLogEvents's time range is exclusive, that of FilterLogEvents inclusive", async () => {
  await using cloud = await startCloud();
  await withStream(cloud);
  const from = Date.now() - 60_000;
  await put(cloud, from, ["a", "b", "c"]);

  const range = { startTime: from + 1000, endTime: from + 2000 };
  const got = await cloud.logs.send(
    new GetLogEventsCommand({ ...stream, ...range }),
  );
  assert.deepEqual(messagesOf(got.events), ["b"]);
  const filtered = await cloud.logs.send(
    new FilterLogEventsCommand({ ...group, ...range }),
  );
  assert.deepEqual(messagesOf(filtered.events), ["b", "c"]);
});

void test("a search goes over all streams of the group in order of time, and pages", async () => {
  await using cloud = await startCloud();
  await withStream(cloud);
  const other = { ...group, logStreamName: "two" };
  await cloud.logs.send(new CreateLogStreamCommand(other));
  const from = Date.now() - 60_000;
  await put(cloud, from, ["ERROR a", "INFO b", "ERROR c"]);
  await cloud.logs.send(
    new PutLogEventsCommand({
      ...other,
      logEvents: [
        { timestamp: from + 500, message: "ERROR between" },
        { timestamp: from + 5000, message: "ERROR last" },
      ],
    }),
  );

  const search = { ...group, filterPattern: "ERROR" };
  const first = await cloud.logs.send(
    new FilterLogEventsCommand({ ...search, limit: 2 }),
  );
  assert.deepEqual(messagesOf(first.events), ["ERROR a", "ERROR between"]);
  const rest = await cloud.logs.send(
    new FilterLogEventsCommand({ ...search, nextToken: first.nextToken! }),
  );
  assert.deepEqual(messagesOf(rest.events), ["ERROR c", "ERROR last"]);
  assert.equal(rest.nextToken, undefined);

  const latestFirst = await cloud.logs.send(
    new FilterLogEventsCommand({ ...search, startFromHead: false }),
  );
  assert.deepEqual(messagesOf(latestFirst.events), [
    "ERROR last",
    "ERROR c",
    "ERROR between",
    "ERROR a",
  ]);
  const ofTwo = await cloud.logs.send(
    new FilterLogEventsCommand({ ...group, logStreamNames: ["two"] }),
  );
  assert.deepEqual(messagesOf(ofTwo.events), ["ERROR between", "ERROR last"]);
  const byPrefix = await cloud.logs.send(
    new FilterLogEventsCommand({ ...group, logStreamNamePrefix: "o" }),
  );
  assert.deepEqual(messagesOf(byPrefix.events), [
    "ERROR a",
    "INFO b",
    "ERROR c",
  ]);
  await assert.rejects(
    cloud.logs.send(
      new FilterLogEventsCommand({ ...group, filterPattern: "status: 1" }),
    ),
    {
      name: "InvalidParameterException",
      message: "Invalid character(s) in term ':'",
    },
  );
  await assert.rejects(
    cloud.logs.send(
      new FilterLogEventsCommand({ ...group, nextToken: "invented" }),
    ),
    { name: "InvalidParameterException" },
  );
});

void test("batches that overlap in time are read as one sequence, forward and backward", async () => {
  await using cloud = await startCloud();
  await withStream(cloud);
  const from = Date.now() - 3_600_000;
  for (const start of [0, 500, 250, 70_000])
    await put(
      cloud,
      from + start,
      Array.from({ length: 40 }, (_, i) => `${start + i * 1000}`),
    );

  const sorted = (list: readonly (string | undefined)[]) =>
    list.toSorted((a, b) => Number(a) - Number(b));
  for (const startFromHead of [true, false]) {
    const read: (string | undefined)[] = [];
    let token: string | undefined;
    for (;;) {
      const page = await cloud.logs.send(
        new GetLogEventsCommand({
          ...stream,
          startFromHead,
          limit: 7,
          ...(token === undefined ? {} : { nextToken: token }),
        }),
      );
      const events = messagesOf(page.events) ?? [];
      if (startFromHead) read.push(...events);
      else read.unshift(...events);
      token = startFromHead ? page.nextForwardToken : page.nextBackwardToken;
      if (events.length === 0) break;
    }
    assert.equal(read.length, 160);
    assert.deepEqual(read, sorted(read));
  }
});

void test("events too old, expired or too new are rejected, and the rest is kept", async () => {
  await using cloud = await startCloud();
  await withStream(cloud);
  const now = Date.now();
  const old = await put(cloud, now - 15 * DAY, ["too old"]);
  assert.equal(old.rejectedLogEventsInfo?.tooOldLogEventEndIndex, 1);
  assert.match(old.nextSequenceToken ?? "", /^\d{56}$/);

  await cloud.logs.send(
    new PutRetentionPolicyCommand({ ...group, retentionInDays: 1 }),
  );
  const mixed = await cloud.logs.send(
    new PutLogEventsCommand({
      ...stream,
      logEvents: [
        { timestamp: now - DAY - 10_000, message: "expired" },
        { timestamp: now - DAY + 600_000, message: "kept" },
      ],
    }),
  );
  assert.deepEqual(mixed.rejectedLogEventsInfo, { expiredLogEventEndIndex: 1 });
  const early = await put(cloud, now + 3 * 3_600_000, ["too new"]);
  assert.deepEqual(early.rejectedLogEventsInfo, {
    tooNewLogEventStartIndex: 0,
  });

  const { events } = await cloud.logs.send(new GetLogEventsCommand(stream));
  assert.deepEqual(messagesOf(events), ["kept"]);
});

void test("a batch out of order, longer than a day or too large is refused whole", async () => {
  await using cloud = await startCloud();
  await withStream(cloud);
  const now = Date.now();
  const batch = (...logEvents: { timestamp: number; message: string }[]) =>
    cloud.logs.send(new PutLogEventsCommand({ ...stream, logEvents }));

  await assert.rejects(
    batch(
      { timestamp: now, message: "b" },
      { timestamp: now - 1, message: "a" },
    ),
    {
      name: "InvalidParameterException",
      message:
        "Log events in a single PutLogEvents request must be in chronological order.",
    },
  );
  await assert.rejects(
    batch(
      { timestamp: now - DAY - 1, message: "a" },
      { timestamp: now, message: "b" },
    ),
    { name: "InvalidParameterException", message: /24 hours/ },
  );
  await assert.rejects(
    batch(
      { timestamp: now, message: "x".repeat(600_000) },
      { timestamp: now, message: "y".repeat(500_000) },
    ),
    {
      message: "Upload too large: 1100052 bytes exceeds limit of 1048576",
    },
  );
  await assert.rejects(
    cloud.logs.send(
      new PutLogEventsCommand({
        ...group,
        logStreamName: "missing",
        logEvents: [{ timestamp: now, message: "a" }],
      }),
    ),
    {
      name: "ResourceNotFoundException",
      message: "The specified log stream does not exist.",
    },
  );
  const { events } = await cloud.logs.send(new GetLogEventsCommand(stream));
  assert.deepEqual(events, []);
});

void test("expired events are no longer answered, and their bytes are freed within a day", async () => {
  await using cloud = await startCloud();
  await withStream(cloud);
  await put(cloud, Date.now(), ["hello"]);
  await cloud.logs.send(
    new PutRetentionPolicyCommand({ ...group, retentionInDays: 1 }),
  );
  const before = await cloud.logs.send(new DescribeLogGroupsCommand({}));
  assert.equal(before.logGroups?.[0]?.storedBytes, 31);
  assert.equal(before.logGroups?.[0]?.retentionInDays, 1);

  cloud.advance(86_401);
  const { events } = await cloud.logs.send(new GetLogEventsCommand(stream));
  assert.deepEqual(events, []);
  await cloud.settled();
  const after = await cloud.logs.send(new DescribeLogGroupsCommand({}));
  assert.equal(after.logGroups?.[0]?.storedBytes, 0);

  await assert.rejects(
    cloud.logs.send(
      new PutRetentionPolicyCommand({ ...group, retentionInDays: 2 }),
    ),
    { name: "InvalidParameterException", message: /'retentionInDays'/ },
  );
});

void test("a group made again under the name of a deleted one is empty", async () => {
  await using cloud = await startCloud();
  await withStream(cloud);
  await put(cloud, Date.now(), ["secret of the old"]);
  await cloud.logs.send(new DeleteLogStreamCommand(stream));
  await cloud.logs.send(new CreateLogStreamCommand(stream));
  assert.deepEqual(
    (await cloud.logs.send(new GetLogEventsCommand(stream))).events,
    [],
  );

  await put(cloud, Date.now(), ["secret of the old"]);
  await cloud.logs.send(new DeleteLogGroupCommand(group));
  await withStream(cloud);
  assert.deepEqual(
    (await cloud.logs.send(new GetLogEventsCommand(stream))).events,
    [],
  );
  assert.deepEqual(
    (await cloud.logs.send(new FilterLogEventsCommand(group))).events,
    [],
  );
  await assert.rejects(cloud.logs.send(new CreateLogGroupCommand(group)), {
    name: "ResourceAlreadyExistsException",
    message: "The specified log group already exists",
  });
});

void test("a protected group is not deleted until the protection is lifted", async () => {
  await using cloud = await startCloud();
  await cloud.logs.send(
    new CreateLogGroupCommand({ ...group, deletionProtectionEnabled: true }),
  );
  await assert.rejects(cloud.logs.send(new DeleteLogGroupCommand(group)), {
    name: "ValidationException",
  });
  await cloud.logs.send(
    new PutLogGroupDeletionProtectionCommand({
      logGroupIdentifier: group.logGroupName,
      deletionProtectionEnabled: false,
    }),
  );
  await cloud.logs.send(new DeleteLogGroupCommand(group));
});

void test("streams are listed by name, by prefix, and by the time of their last event", async () => {
  await using cloud = await startCloud();
  await cloud.logs.send(new CreateLogGroupCommand(group));
  const now = Date.now();
  for (const [i, logStreamName] of ["b", "a", "c", "ab"].entries()) {
    const named = { ...group, logStreamName };
    await cloud.logs.send(new CreateLogStreamCommand(named));
    await cloud.logs.send(
      new PutLogEventsCommand({
        ...named,
        logEvents: [{ timestamp: now + i, message: "x" }],
      }),
    );
  }
  const names = async (input: object) =>
    (
      await cloud.logs.send(
        new DescribeLogStreamsCommand({ ...group, ...input }),
      )
    ).logStreams?.map(({ logStreamName }) => logStreamName);

  assert.deepEqual(await names({}), ["a", "ab", "b", "c"]);
  assert.deepEqual(await names({ logStreamNamePrefix: "a" }), ["a", "ab"]);
  assert.deepEqual(
    await names({ orderBy: "LastEventTime", descending: true, limit: 2 }),
    ["ab", "c"],
  );
  await assert.rejects(
    names({ orderBy: "LastEventTime", logStreamNamePrefix: "a" }),
    {
      name: "InvalidParameterException",
      message: "Cannot order by LastEventTime with a logStreamNamePrefix.",
    },
  );
  await assert.rejects(names({ logGroupName: "/none" }), {
    name: "ResourceNotFoundException",
    message: "The specified log group does not exist.",
  });
});

void test("groups are listed in pages, by prefix or by a part of the name", async () => {
  await using cloud = await startCloud();
  for (const logGroupName of ["/a/one", "/a/two", "/b/one"])
    await cloud.logs.send(new CreateLogGroupCommand({ logGroupName }));
  const list = (input: object) =>
    cloud.logs.send(new DescribeLogGroupsCommand(input));
  const names = async (input: object) =>
    (await list(input)).logGroups?.map(({ logGroupName }) => logGroupName);

  const { nextToken } = await list({ limit: 2 });
  assert.deepEqual(await names({ limit: 2, nextToken }), ["/b/one"]);
  assert.deepEqual(await names({ logGroupNamePrefix: "/a/" }), [
    "/a/one",
    "/a/two",
  ]);
  assert.deepEqual(await names({ logGroupNamePattern: "one" }), [
    "/a/one",
    "/b/one",
  ]);
  assert.deepEqual(await names({ logGroupIdentifiers: ["/b/one"] }), [
    "/b/one",
  ]);
});
