import { deepEqual, equal, match } from "node:assert/strict";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import {
  DescribeStackEventsCommand,
  GetHookResultCommand,
  ListHookResultsCommand,
  SetTypeConfigurationCommand,
} from "@aws-sdk/client-cloudformation";
import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import {
  CreateTopicCommand,
  ListTopicsCommand,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { CreateQueueCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { writeZip } from "@gatehouse/signing";
import {
  REGION,
  startCloud,
  type Cloud,
} from "../../../../../testing/cloud.ts";
import {
  activated,
  configuration,
  hookEvents,
  hookRole,
  stored,
} from "../../testing/hooks.ts";
import { makeStack } from "../../testing/stacks.ts";

const RULES = `
let topics = Resources.*[ Type == "AWS::SNS::Topic" ]
rule topics_have_a_display_name when %topics !empty {
  %topics.Properties.DisplayName exists <<Name your topics.>>
}`;

const topic = (Properties: object) => ({
  Resources: { Topic: { Type: "AWS::SNS::Topic", Properties } },
});

let cloud: Cloud;
let arn: string;

before(async () => {
  cloud = await startCloud();
  const role = await hookRole(cloud, ["s3:*"]);
  arn = await activated(cloud, "GuardHook", role, {
    ruleLocation: await stored(cloud, "topics.guard", RULES),
    logBucket: "hook-rules",
  });
});

after(() => cloud[Symbol.asyncDispose]());

const configure = (properties: object, use = {}) =>
  cloud.cloudformation.send(
    new SetTypeConfigurationCommand({
      TypeArn: arn,
      Configuration: configuration(properties, use),
    }),
  );

test("a resource that breaks a rule is not made, and events, results and report say why", async () => {
  const stack = await makeStack(cloud, "against", topic({}));
  equal(stack.StackStatus, "ROLLBACK_COMPLETE");
  const { Topics = [] } = await cloud.sns.send(new ListTopicsCommand({}));
  deepEqual(Topics, []);

  const events = await hookEvents(cloud, "against");
  deepEqual(
    events.map((event) => [
      event.ResourceStatus,
      event.HookType,
      event.HookStatus,
      event.HookInvocationPoint,
      event.HookFailureMode,
    ]),
    ["HOOK_IN_PROGRESS", "HOOK_COMPLETE_FAILED"].map((status) => [
      "CREATE_IN_PROGRESS",
      "Private::Test::Hook",
      status,
      "PRE_PROVISION",
      "FAIL",
    ]),
  );
  match(
    events[1]?.HookStatusReason ?? "",
    /^Hook failed with message: Template failed validation, the following rule\(s\) failed: topics_have_a_display_name\. Full output was written to s3:\/\/hook-rules\/cfn-guard-validate-report\/AWS--SNS--Topic-Topic\/\d+\.json$/,
  );
  const { StackEvents = [] } = await cloud.cloudformation.send(
    new DescribeStackEventsCommand({ StackName: "against" }),
  );
  equal(
    StackEvents.find(
      ({ ResourceStatus, LogicalResourceId }) =>
        ResourceStatus === "CREATE_FAILED" && LogicalResourceId === "Topic",
    )?.ResourceStatusReason,
    "The following hook(s) failed: [Private::Test::Hook]",
  );

  const { HookResults = [] } = await cloud.cloudformation.send(
    new ListHookResultsCommand({
      TypeArn: arn,
      Status: "HOOK_COMPLETE_FAILED",
    }),
  );
  equal(HookResults[0]?.HookResultId, events[1]?.HookInvocationId);
  const result = await cloud.cloudformation.send(
    new GetHookResultCommand({ HookResultId: HookResults[0]?.HookResultId }),
  );
  equal(result.OriginalTypeName, "AWS::Hooks::GuardHook");
  deepEqual(result.Target, {
    TargetType: "RESOURCE",
    TargetTypeName: "AWS::SNS::Topic",
    TargetId: "Topic",
    Action: "CREATE",
  });
  equal(result.Annotations?.[0]?.AnnotationName, "topics_have_a_display_name");
  equal(result.Annotations?.[0]?.Status, "FAILED");
  equal(result.Annotations?.[0]?.RemediationMessage, "Name your topics.");

  const { Contents = [] } = await cloud.s3.send(
    new ListObjectsV2Command({
      Bucket: "hook-rules",
      Prefix: "cfn-guard-validate-report/",
    }),
  );
  const { Body } = await cloud.s3.send(
    new GetObjectCommand({ Bucket: "hook-rules", Key: Contents[0]?.Key }),
  );
  equal(JSON.parse((await Body?.transformToString()) ?? "").status, "FAIL");
});

test("one that keeps the rules is made", async () => {
  const stack = await makeStack(cloud, "along", topic({ DisplayName: "News" }));
  equal(stack.StackStatus, "CREATE_COMPLETE");
  deepEqual(
    (await hookEvents(cloud, "along")).map(({ HookStatus }) => HookStatus),
    ["HOOK_IN_PROGRESS", "HOOK_COMPLETE_SUCCEEDED"],
  );
});

test("a stack's topics are told what its hooks say", async () => {
  const { TopicArn = "" } = await cloud.sns.send(
    new CreateTopicCommand({ Name: "deployments" }),
  );
  const Endpoint = `arn:aws:sqs:${REGION}:${cloud.accountId}:deployments`;
  const { QueueUrl } = await cloud.sqs.send(
    new CreateQueueCommand({
      QueueName: "deployments",
      Attributes: {
        Policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: {
            Effect: "Allow",
            Principal: { Service: "sns.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: Endpoint,
          },
        }),
      },
    }),
  );
  await cloud.sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: "sqs",
      Endpoint,
      Attributes: { RawMessageDelivery: "true" },
    }),
  );
  const told = { NotificationARNs: [TopicArn] };
  await makeStack(cloud, "told", topic({}), told);
  await cloud.settled();
  const { Messages = [] } = await cloud.sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
  );
  const messages = Messages.map(({ Body = "" }) => Body);
  const hooks = messages.filter((text) => text.includes("HookType="));
  equal(hooks.length, 2);
  const refused = hooks.find((text) => text.includes("HOOK_COMPLETE_FAILED"));
  for (const line of [
    /^LogicalResourceId='Topic'$/m,
    /^HookType='Private::Test::Hook'$/m,
    /^HookStatusReason='Hook failed with message: .*topics_have_a_display_name\./m,
    /^HookInvocationPoint='PRE_PROVISION'$/m,
    /^HookFailureMode='FAIL'$/m,
  ])
    match(refused ?? "", line);
});

test("rules come from archives as well, with parameters, and are fetched anew each time", async () => {
  const rules =
    "let name = wanted.name\nrule named { Resources.*.Properties.DisplayName == %name }";
  const inputParams = await stored(
    cloud,
    "parameters.json",
    JSON.stringify({ wanted: { name: "News" } }),
  );
  const zip = await stored(
    cloud,
    "rules.zip",
    writeZip([
      { name: "deep/named.guard", body: rules },
      { name: "README.md", body: "no rules" },
    ]),
  );
  const tar = await stored(
    cloud,
    "rules.tar.gz",
    gzipSync(tarOf("named.guard", rules)),
  );
  for (const ruleLocation of [zip, { uri: tar }]) {
    await configure({ ruleLocation, options: { inputParams } });
    const name = typeof ruleLocation === "string" ? "zip" : "tar";
    const good = await makeStack(
      cloud,
      `${name}-good`,
      topic({ DisplayName: "News" }),
    );
    equal(good.StackStatus, "CREATE_COMPLETE");
    const bad = await makeStack(
      cloud,
      `${name}-bad`,
      topic({ DisplayName: "Olds" }),
    );
    equal(bad.StackStatus, "ROLLBACK_COMPLETE");
  }
});

test("rules that cannot be fetched or read stop what they were to judge, and say so", async () => {
  for (const [name, location, reason] of [
    ["gone", "s3://hook-rules/gone.guard", /gone\.guard cannot be read/],
    [
      "garbage",
      await stored(cloud, "garbage.guard", "rule {{{"),
      /garbage\.guard cannot be parsed: line 1/,
    ],
    [
      "no-zip",
      await stored(cloud, "garbage.zip", "no zip"),
      /The rules cannot be unzipped/,
    ],
    [
      "no-tar",
      await stored(cloud, "garbage.tar.gz", gzipSync("x".repeat(600))),
      /The rules cannot be unpacked/,
    ],
  ] as const) {
    await configure({ ruleLocation: location });
    const stack = await makeStack(cloud, name, topic({ DisplayName: "News" }));
    equal(stack.StackStatus, "ROLLBACK_COMPLETE");
    const event = (await hookEvents(cloud, name))[1];
    equal(event?.HookStatus, "HOOK_FAILED");
    match(event?.HookStatusReason ?? "", reason);
  }
});

function tarOf(name: string, text: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(name);
  header.write(text.length.toString(8).padStart(11, "0"), 124);
  header.write("0", 156);
  const body = Buffer.alloc(Math.ceil(text.length / 512) * 512);
  body.write(text);
  return Buffer.concat([header, body, Buffer.alloc(1024)]);
}
