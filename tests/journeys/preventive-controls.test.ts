import { equal, match, ok, rejects } from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  DescribeTypeRegistrationCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeConformancePackStatusCommand } from "@aws-sdk/client-config-service";
import { GetFunctionCommand } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { CreateTopicCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { writeZip } from "@gatehouse/signing";
import {
  clientsOf,
  type Clients,
} from "../../packages/platform/testing/cloud.ts";
import { startProcess } from "../platform-process.ts";
import { byCli, bySdk, type StoryTeller } from "./story-tellers.ts";
import { isThere } from "./tool.ts";

const EXAMPLE = fileURLToPath(
  new URL("../../examples/preventive-controls/", import.meta.url),
);
const TYPE = "MyCompany::Compliance::TracingHook";
const LOG_GROUP = "mycompany-compliance-tracinghook-logs";

const read = (file: string): Promise<string> =>
  readFile(join(EXAMPLE, file), "utf8");

test("a function without tracing is stopped before it exists, and those concerned hear of it; with tracing it deploys", async () => {
  await using platform = await startProcess("--ephemeral");
  const clients = clientsOf(platform.url, {
    accessKeyId: platform.exports["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: platform.exports["AWS_SECRET_ACCESS_KEY"] ?? "",
  });
  const { cloudformation, lambda, logs } = clients;
  const teller = isThere(["aws", "--version"])
    ? byCli(platform, EXAMPLE)
    : bySdk(clients, EXAMPLE);

  await deployPack(teller, clients);
  await submitHook(teller, clients);
  const { topicArn, heard } = await notified(clients);

  equal(await deploy("PassThrough"), "ROLLBACK_COMPLETE");
  await rejects(
    lambda.send(new GetFunctionCommand({ FunctionName: "orders" })),
    { name: "ResourceNotFoundException" },
  );
  const { StackEvents = [] } = await cloudformation.send(
    new DescribeStackEventsCommand({ StackName: "orders-PassThrough" }),
  );
  const failed = StackEvents.find(
    ({ HookStatus }) => HookStatus === "HOOK_COMPLETE_FAILED",
  );
  equal(failed?.HookType, TYPE);
  match(
    failed.HookStatusReason ?? "",
    /^Hook failed with message: Function breaks lambda-tracing[^:]*: .*Set TracingConfig\.Mode to Active/s,
  );
  equal(
    StackEvents.find(({ ResourceStatus }) => ResourceStatus === "CREATE_FAILED")
      ?.ResourceStatusReason,
    `The following hook(s) failed: [${TYPE}]`,
  );
  await until(async () => (await logged()).includes("Function: NON_COMPLIANT"));
  await until(async () =>
    (await heard()).some(
      (text) =>
        text.includes("HookStatus='HOOK_COMPLETE_FAILED'") &&
        text.includes(`HookType='${TYPE}'`),
    ),
  );

  equal(await deploy("Active"), "CREATE_COMPLETE");
  const { Configuration } = await lambda.send(
    new GetFunctionCommand({ FunctionName: "orders" }),
  );
  equal(Configuration?.TracingConfig?.Mode, "Active");

  await cloudformation.send(
    new UpdateStackCommand({
      StackName: "orders-Active",
      UsePreviousTemplate: true,
      Capabilities: ["CAPABILITY_IAM"],
      Parameters: [
        { ParameterKey: "TracingMode", ParameterValue: "PassThrough" },
      ],
    }),
  );
  equal(
    await settledStatus(clients, "orders-Active"),
    "UPDATE_ROLLBACK_COMPLETE",
  );
  const after = await lambda.send(
    new GetFunctionCommand({ FunctionName: "orders" }),
  );
  equal(after.Configuration?.TracingConfig?.Mode, "Active");
  equal(platform.complaints(), "");

  async function deploy(mode: string): Promise<string | undefined> {
    const StackName = `orders-${mode}`;
    await teller.createStack({
      name: StackName,
      template: "functions.yaml",
      capability: "CAPABILITY_IAM",
      parameters: { TracingMode: mode },
      topicArn,
    });
    return settledStatus(clients, StackName);
  }

  async function logged(): Promise<string> {
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({ logGroupName: LOG_GROUP }),
    );
    return events.map(({ message }) => message).join("\n");
  }
});

/** The compliance officer's rule, as the platform team deploys it. */
async function deployPack(
  teller: StoryTeller,
  { config }: Clients,
): Promise<void> {
  const ConformancePackName = "preventive-controls";
  await teller.deployPack(ConformancePackName, "conformance-pack.yaml");
  await until(async () => {
    const { ConformancePackStatusDetails = [] } = await config.send(
      new DescribeConformancePackStatusCommand({
        ConformancePackNames: [ConformancePackName],
      }),
    );
    const [status] = ConformancePackStatusDetails;
    ok(
      status?.ConformancePackState !== "CREATE_FAILED",
      status?.ConformancePackStatusReason ?? "",
    );
    return status?.ConformancePackState === "CREATE_COMPLETE";
  });
}

/** What `cfn submit` does, and the enabling of the hook. */
async function submitHook(
  teller: StoryTeller,
  clients: Clients,
): Promise<void> {
  const { cloudformation, s3 } = clients;
  await teller.createStack({
    name: "hook-roles",
    template: "hook-roles.yaml",
    capability: "CAPABILITY_NAMED_IAM",
  });
  equal(await settledStatus(clients, "hook-roles"), "CREATE_COMPLETE");
  const { Stacks = [] } = await cloudformation.send(
    new DescribeStacksCommand({ StackName: "hook-roles" }),
  );
  const output = (name: string): string =>
    Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name)
      ?.OutputValue ?? "";

  await s3.send(new CreateBucketCommand({ Bucket: "submitted-hooks" }));
  await s3.send(
    new PutObjectCommand({
      Bucket: "submitted-hooks",
      Key: "tracing-hook.zip",
      Body: await packed(),
    }),
  );
  const RegistrationToken = await teller.submitHook({
    typeName: TYPE,
    packageUri: "s3://submitted-hooks/tracing-hook.zip",
    roleArn: output("HookRole"),
    logRoleArn: output("LogRole"),
    logGroup: LOG_GROUP,
  });
  let TypeArn = "";
  await until(async () => {
    const registration = await cloudformation.send(
      new DescribeTypeRegistrationCommand({ RegistrationToken }),
    );
    ok(
      registration.ProgressStatus !== "FAILED",
      registration.Description ?? "",
    );
    TypeArn = registration.TypeArn ?? "";
    return registration.ProgressStatus === "COMPLETE";
  });
  match(TypeArn, /:type\/hook\/MyCompany-Compliance-TracingHook$/);
  await teller.configureHook(TYPE, "hook-configuration.json");
}

/** The zip that `cfn submit` uploads: descriptions, and the code in a zip of its own. */
async function packed(): Promise<Uint8Array> {
  const folder = "hook/src/tracing_hook";
  const names = (await readdir(join(EXAMPLE, folder))).filter((name) =>
    name.endsWith(".py"),
  );
  const entries = (files: readonly (readonly [string, string])[]) =>
    Promise.all(
      files.map(async ([name, file]) => ({ name, body: await read(file) })),
    );
  const code = await entries(
    names.map((name) => [`tracing_hook/${name}`, `${folder}/${name}`]),
  );
  const described = await entries(
    ["schema.json", ".rpdk-config", "target-info.json"].map((name) => [
      name,
      `hook/${name}`,
    ]),
  );
  return writeZip([
    ...described,
    { name: "ResourceProvider.zip", body: writeZip(code) },
  ]);
}

/** A topic that people listen to, by a queue. */
async function notified({ sns, sqs }: Clients): Promise<{
  topicArn: string;
  heard: () => Promise<readonly string[]>;
}> {
  const { TopicArn: topicArn = "" } = await sns.send(
    new CreateTopicCommand({ Name: "stacks" }),
  );
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: "people" }),
  );
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
  );
  const Resource = Attributes?.["QueueArn"];
  await sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl,
      Attributes: {
        Policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: {
            Effect: "Allow",
            Principal: { Service: "sns.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource,
          },
        }),
      },
    }),
  );
  await sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: "sqs",
      Endpoint: Resource,
    }),
  );
  const texts: string[] = [];
  return {
    topicArn,
    async heard() {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      );
      for (const { Body = "{}" } of Messages)
        texts.push((JSON.parse(Body) as { Message: string }).Message);
      return texts;
    },
  };
}

async function settledStatus(
  { cloudformation }: Clients,
  StackName: string,
): Promise<string | undefined> {
  let status: string | undefined;
  await until(async () => {
    const { Stacks = [] } = await cloudformation.send(
      new DescribeStacksCommand({ StackName }),
    );
    status = Stacks[0]?.StackStatus;
    return status?.endsWith("_IN_PROGRESS") === false;
  });
  return status;
}

/** Asks again until it is so, for a minute at most. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000;
  while (!(await isSo().catch(notYet))) {
    ok(performance.now() < end, "It has not come to pass within a minute.");
    await sleep(100);
  }
}

/** A log group that is not there yet is no answer; a failed assertion is. */
function notYet(error: unknown): boolean {
  if ((error as Error).name === "ResourceNotFoundException") return false;
  throw error;
}
