import assert from "node:assert/strict";
import { test } from "node:test";
import {
  LookupEventsCommand,
  type LookupEventsCommandInput,
} from "@aws-sdk/client-cloudtrail";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  GetUserCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";

async function lookup(cloud: Cloud, input: LookupEventsCommandInput = {}) {
  const { Events = [], NextToken } = await cloud.cloudtrail.send(
    new LookupEventsCommand(input),
  );
  return {
    names: Events.map(({ EventName }) => EventName),
    events: Events,
    records: Events.map(
      ({ CloudTrailEvent }) =>
        JSON.parse(CloudTrailEvent ?? "") as Record<string, never>,
    ),
    NextToken,
  };
}

/** A user with an access key who may create users and nothing else. */
async function userWhoCreates(cloud: Cloud) {
  await cloud.iam.send(new CreateUserCommand({ UserName: "ada" }));
  await cloud.iam.send(
    new PutUserPolicyCommand({
      UserName: "ada",
      PolicyName: "create",
      PolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: "iam:CreateUser", Resource: "*" },
        ],
      }),
    }),
  );
  const { AccessKey } = await cloud.iam.send(
    new CreateAccessKeyCommand({ UserName: "ada" }),
  );
  return cloud.as({
    accessKeyId: AccessKey?.AccessKeyId ?? "",
    secretAccessKey: AccessKey?.SecretAccessKey ?? "",
  });
}

void test("an allowed call and a denied one stand beside each other in the history", async () => {
  await using cloud = await startCloud();
  const ada = await userWhoCreates(cloud);
  await ada.iam.send(new CreateUserCommand({ UserName: "bob" }));
  await assert.rejects(ada.iam.send(new GetUserCommand({ UserName: "bob" })));

  const { records, events } = await lookup(cloud, {
    LookupAttributes: [{ AttributeKey: "Username", AttributeValue: "ada" }],
  });
  const [denied, allowed] = records;
  assert.partialDeepStrictEqual(denied, {
    eventVersion: "1.11",
    eventName: "GetUser",
    eventSource: "iam.amazonaws.com",
    errorCode: "AccessDenied",
    requestParameters: { userName: "bob" },
    responseElements: null,
    readOnly: true,
    eventType: "AwsApiCall",
    managementEvent: true,
    eventCategory: "Management",
    recipientAccountId: cloud.accountId,
    userIdentity: { type: "IAMUser", userName: "ada" },
  });
  assert.match(
    String(denied?.["errorMessage"]),
    /ada is not authorized to perform: iam:GetUser on resource/,
  );
  assert.partialDeepStrictEqual(allowed, {
    eventName: "CreateUser",
    requestParameters: { userName: "bob" },
    responseElements: { user: { userName: "bob" } },
    readOnly: false,
  });
  assert.equal(allowed?.["errorCode"], undefined);
  assert.match(
    String(allowed?.["eventTime"]),
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  );
  assert.equal(allowed?.["operation"], undefined);
  assert.deepEqual(events[1]?.Resources, [
    { ResourceType: "AWS::IAM::User", ResourceName: "bob" },
  ]);
  assert.equal(events[1]?.ReadOnly, "false");
});

void test("secrets are not in the history", async () => {
  await using cloud = await startCloud();
  await cloud.iam.send(new CreateUserCommand({ UserName: "ada" }));
  const { AccessKey } = await cloud.iam.send(
    new CreateAccessKeyCommand({ UserName: "ada" }),
  );
  const { events, records } = await lookup(cloud, {
    LookupAttributes: [
      { AttributeKey: "EventName", AttributeValue: "CreateAccessKey" },
    ],
  });
  assert.ok(AccessKey?.SecretAccessKey);
  assert.ok(!events[0]?.CloudTrailEvent?.includes(AccessKey.SecretAccessKey));
  assert.partialDeepStrictEqual(records[0], {
    responseElements: {
      accessKey: {
        accessKeyId: AccessKey.AccessKeyId,
        secretAccessKey: "HIDDEN_DUE_TO_SECURITY_REASONS",
      },
    },
  });
});

void test("events are found by each attribute, and not by another value of it", async () => {
  await using cloud = await startCloud();
  await cloud.iam.send(new CreateUserCommand({ UserName: "ada" }));
  const [event] = (await lookup(cloud)).events;
  const found = async (AttributeKey: never, AttributeValue = "") =>
    (
      await lookup(cloud, {
        LookupAttributes: [{ AttributeKey, AttributeValue }],
      })
    ).names;

  for (const [key, value] of Object.entries({
    EventId: event?.EventId,
    EventName: "CreateUser",
    ReadOnly: "false",
    Username: "root",
    ResourceType: "AWS::IAM::User",
    ResourceName: "ada",
    EventSource: "iam.amazonaws.com",
    AccessKeyId: event?.AccessKeyId,
  })) {
    assert.ok((await found(key as never, value)).includes("CreateUser"), key);
    const other = key === "ReadOnly" ? "true" : "something-else";
    assert.ok(!(await found(key as never, other)).includes("CreateUser"), key);
  }
  await assert.rejects(found("ReadOnly" as never, "perhaps"), {
    name: "InvalidLookupAttributesException",
  });
});

void test("the newest events come first, in pages, and between two times", async () => {
  await using cloud = await startCloud();
  for (let i = 0; i < 5; i++)
    await cloud.iam.send(new CreateUserCommand({ UserName: `user-${i}` }));
  const creates = {
    LookupAttributes: [
      { AttributeKey: "EventName" as const, AttributeValue: "CreateUser" },
    ],
  };
  const users = (records: readonly Record<string, never>[]) =>
    records.map(
      ({ requestParameters }) => requestParameters?.["userName"] as unknown,
    );

  const first = await lookup(cloud, { ...creates, MaxResults: 2 });
  assert.deepEqual(users(first.records), ["user-4", "user-3"]);
  const second = await lookup(cloud, {
    ...creates,
    NextToken: first.NextToken,
  });
  assert.deepEqual(users(second.records), ["user-2", "user-1", "user-0"]);
  assert.equal(second.NextToken, undefined);

  const later = new Date(Date.now() + 60_000);
  assert.deepEqual((await lookup(cloud, { StartTime: later })).names, []);
  const minutes = (n: number) => new Date(Date.now() + n * 60_000);
  const between = { StartTime: minutes(-1), EndTime: minutes(1) };
  assert.equal(
    (await lookup(cloud, { ...creates, ...between })).names.length,
    5,
  );
  await assert.rejects(
    lookup(cloud, { StartTime: minutes(1), EndTime: minutes(-1) }),
    { name: "InvalidTimeRangeException" },
  );
  await assert.rejects(lookup(cloud, { NextToken: "invented" }), {
    name: "InvalidNextTokenException",
  });

  cloud.advance(91 * 86_400);
  assert.deepEqual((await lookup(cloud, creates)).names, []);
});

void test("another account's events are not in the history", async () => {
  await using cloud = await startCloud();
  const other = await cloud.account("111122223333");
  await other.sts.send(new GetCallerIdentityCommand({}));
  assert.deepEqual((await lookup(cloud)).names, []);
  const { Events } = await other.cloudtrail.send(new LookupEventsCommand({}));
  assert.deepEqual(
    Events?.map(({ EventName }) => EventName),
    ["GetCallerIdentity"],
  );
});
