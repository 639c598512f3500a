import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  ListTagsForResourceCommand,
  ListTagsLogGroupCommand,
  PutLogEventsCommand,
  TagLogGroupCommand,
  TagResourceCommand,
  UntagLogGroupCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { startCloud, type Cloud } from "../../../testing/cloud.ts";

const ARN = "arn:aws:logs:us-east-1:000000000000:log-group";

/** The logs client of a user with these statements. */
async function userWith(cloud: Cloud, ...Statement: object[]) {
  await cloud.iam.send(new CreateUserCommand({ UserName: "ada" }));
  await cloud.iam.send(
    new PutUserPolicyCommand({
      UserName: "ada",
      PolicyName: "p",
      PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement }),
    }),
  );
  const { AccessKey } = await cloud.iam.send(
    new CreateAccessKeyCommand({ UserName: "ada" }),
  );
  return cloud.as({
    accessKeyId: AccessKey?.AccessKeyId ?? "",
    secretAccessKey: AccessKey?.SecretAccessKey ?? "",
  }).logs;
}

const allow = (Action: string | string[], Resource: string, rest = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...rest,
});
const denied = { name: "AccessDeniedException" };

async function withGroups(cloud: Cloud): Promise<void> {
  for (const logGroupName of ["/mine", "/other"]) {
    await cloud.logs.send(new CreateLogGroupCommand({ logGroupName }));
    await cloud.logs.send(
      new CreateLogStreamCommand({ logGroupName, logStreamName: "s" }),
    );
  }
}

void test("a role that may write one group, as Lambda's roles are, writes no other", async () => {
  await using cloud = await startCloud();
  await withGroups(cloud);
  const ada = await userWith(
    cloud,
    allow(["logs:CreateLogStream", "logs:PutLogEvents"], `${ARN}:/mine:*`),
  );
  const write = async (logGroupName: string) => {
    await ada.send(
      new CreateLogStreamCommand({ logGroupName, logStreamName: "t" }),
    );
    await ada.send(
      new PutLogEventsCommand({
        logGroupName,
        logStreamName: "t",
        logEvents: [{ timestamp: Date.now(), message: "x" }],
      }),
    );
  };
  await write("/mine");
  await assert.rejects(write("/other"), denied);
  await assert.rejects(
    ada.send(
      new GetLogEventsCommand({ logGroupName: "/mine", logStreamName: "t" }),
    ),
    denied,
  );
  await assert.rejects(ada.send(new DescribeLogGroupsCommand({})), denied);
});

void test("one stream of a group is readable, and the rest is not", async () => {
  await using cloud = await startCloud();
  await withGroups(cloud);
  const ada = await userWith(
    cloud,
    allow("logs:GetLogEvents", `${ARN}:/mine:log-stream:s`),
  );
  const read = (logGroupName: string, logStreamName: string) =>
    ada.send(new GetLogEventsCommand({ logGroupName, logStreamName }));
  await read("/mine", "s");
  await assert.rejects(read("/mine", "t"), denied);
  await assert.rejects(read("/other", "s"), denied);
  await assert.rejects(
    ada.send(new FilterLogEventsCommand({ logGroupName: "/mine" })),
    denied,
  );
});

void test("a group's tags decide where a policy asks for them, in either form of tagging", async () => {
  await using cloud = await startCloud();
  await withGroups(cloud);
  const resourceArn = `${ARN}:/mine`;
  await cloud.logs.send(
    new TagResourceCommand({ resourceArn, tags: { team: "red", Stage: "x" } }),
  );
  await cloud.logs.send(
    new TagLogGroupCommand({ logGroupName: "/other", tags: { team: "blue" } }),
  );
  const ada = await userWith(
    cloud,
    allow("logs:FilterLogEvents", "*", {
      Condition: { StringEquals: { "aws:ResourceTag/team": "red" } },
    }),
  );
  const search = (logGroupName: string) =>
    ada.send(new FilterLogEventsCommand({ logGroupName }));
  await search("/mine");
  await assert.rejects(search("/other"), denied);

  await cloud.logs.send(
    new UntagResourceCommand({ resourceArn, tagKeys: ["team"] }),
  );
  await assert.rejects(search("/mine"), denied);
  assert.deepEqual(
    (await cloud.logs.send(new ListTagsForResourceCommand({ resourceArn })))
      .tags,
    { Stage: "x" },
  );
  await cloud.logs.send(
    new UntagLogGroupCommand({ logGroupName: "/mine", tags: ["Stage"] }),
  );
  assert.deepEqual(
    (
      await cloud.logs.send(
        new ListTagsLogGroupCommand({ logGroupName: "/mine" }),
      )
    ).tags,
    {},
  );
  await assert.rejects(
    cloud.logs.send(
      new TagResourceCommand({ resourceArn, tags: { "aws:x": "y" } }),
    ),
    { name: "InvalidParameterException" },
  );
  await assert.rejects(
    cloud.logs
      .send(
        new TagResourceCommand({
          resourceArn,
          tags: Object.fromEntries(
            Array.from({ length: 50 }, (_, i) => [`k${i}`, "v"]),
          ),
        }),
      )
      .then(() =>
        cloud.logs.send(
          new TagResourceCommand({ resourceArn, tags: { onemore: "v" } }),
        ),
      ),
    { name: "TooManyTagsException" },
  );
});

void test("another account reads a group by its ARN neither with nor without a right of its own", async () => {
  await using cloud = await startCloud();
  await withGroups(cloud);
  const other = await cloud.account("111122223333");
  await assert.rejects(
    other.logs.send(
      new FilterLogEventsCommand({ logGroupIdentifier: `${ARN}:/mine` }),
    ),
    denied,
  );
});
