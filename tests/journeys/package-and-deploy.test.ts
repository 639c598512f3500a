import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackRollbackComplete,
  waitUntilStackUpdateComplete,
} from "@aws-sdk/client-cloudformation";
import { InvokeCommand, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
} from "@aws-sdk/client-s3";
import {
  PutSigningProfileCommand,
  StartSigningJobCommand,
  waitUntilSuccessfulSigningJob,
} from "@aws-sdk/client-signer";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { clientsOf } from "../../packages/platform/testing/cloud.ts";
import { clientEnvironment, startProcess } from "../platform-process.ts";
import { hasTool, run } from "./tool.ts";
import { words } from "./words.ts";

const SOURCE = join(import.meta.dirname, "cli", "fixtures");
const Bucket = "artifacts";
const StackName = "greetings";

test("with the AWS CLI, a serverless template is packaged, deployed once its code is signed, changed and deleted", async (t) => {
  const probe = ["aws", "--version"] as const;
  if (!hasTool(t, "The AWS CLI", probe, "Install it: pip install awscli."))
    return;
  await using platform = await startProcess("--ephemeral");
  const dir = await mkdtemp(join(tmpdir(), "package-"));
  t.after(() => rm(dir, { recursive: true, force: true }));
  await cp(SOURCE, dir, { recursive: true });
  const env = clientEnvironment(platform);
  const { cloudformation, lambda, s3, signer, ssm } = clientsOf(platform.url, {
    accessKeyId: platform.exports["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: platform.exports["AWS_SECRET_ACCESS_KEY"] ?? "",
  });
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(
    new PutBucketVersioningCommand({
      Bucket,
      VersioningConfiguration: { Status: "Enabled" },
    }),
  );
  const { profileVersionArn = "" } = await signer.send(
    new PutSigningProfileCommand({
      profileName: "release_team",
      platformId: "AWSLambda-SHA384-ECDSA",
    }),
  );
  const greet = (Value: string) =>
    ssm.send(
      new PutParameterCommand({
        Name: "/journey/greeting",
        Value,
        Type: "String",
        Overwrite: true,
      }),
    );
  await greet("Hello");

  const patience = { client: cloudformation, maxWaitTime: 20, minDelay: 1 };
  await aws`cloudformation package --template-file template.yaml
    --s3-bucket ${Bucket} --output-template-file packaged.yaml`;
  const packaged = await readFile(join(dir, "packaged.yaml"), "utf8");
  const [, key = ""] = /CodeUri: s3:\/\/artifacts\/(\w+)/.exec(packaged) ?? [];
  notEqual(key, "");

  const signed = packaged.replace(`/${key}`, `/${await sign(key)}`);
  await writeFile(join(dir, "signed.yaml"), signed);
  await deploy("signed.yaml");
  await waitUntilStackCreateComplete(patience, { StackName });
  equal(await greeting(), "Hello, world!");

  await deploy("packaged.yaml");
  await waitUntilStackRollbackComplete(patience, { StackName });
  match(await failures(), /Lambda cannot deploy the function.*signature/i);
  equal(await greeting(), "Hello, world!");

  await greet("Good day");
  await cloudformation.send(
    new UpdateStackCommand({
      StackName,
      UsePreviousTemplate: true,
      Capabilities: ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
      Parameters: [{ ParameterKey: "Publisher", UsePreviousValue: true }],
    }),
  );
  await waitUntilStackUpdateComplete(patience, { StackName });
  equal(await greeting(), "Good day, world!");

  await aws`cloudformation delete-stack --stack-name ${StackName}`;
  await waitUntilStackDeleteComplete(patience, { StackName });
  deepEqual((await lambda.send(new ListFunctionsCommand({}))).Functions, []);
  equal(platform.complaints(), "");

  /** Deploys as the CLI does, but for its own waiting, which looks twice a minute. */
  async function deploy(template: string): Promise<void> {
    const told = await aws`cloudformation deploy --stack-name ${StackName}
      --template-file ${template} --capabilities CAPABILITY_IAM
      --parameter-overrides Publisher=${profileVersionArn} --no-execute-changeset`;
    const [, ChangeSetName] = /--change-set-name (\S+)/.exec(told) ?? [];
    await cloudformation.send(new ExecuteChangeSetCommand({ ChangeSetName }));
  }

  /** Runs a command that must succeed, and answers what it printed. */
  async function aws(...line: Parameters<typeof words>): Promise<string> {
    const command = words(...line);
    const { code, stdout, stderr } = await run(["aws", ...command], env, dir);
    equal(code, 0, `aws ${command.join(" ")}\n${stderr}\n${await failures()}`);
    return stdout;
  }

  /** Signs an object of the bucket, and answers the signed one's key. */
  async function sign(source: string): Promise<string> {
    const { Versions = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket, Prefix: source }),
    );
    const { jobId } = await signer.send(
      new StartSigningJobCommand({
        profileName: "release_team",
        source: {
          s3: {
            bucketName: Bucket,
            key: source,
            version: Versions[0]?.VersionId,
          },
        },
        destination: { s3: { bucketName: Bucket, prefix: "signed/" } },
      }),
    );
    await waitUntilSuccessfulSigningJob(
      { client: signer, maxWaitTime: 20, minDelay: 1 },
      { jobId },
    );
    return `signed/${jobId}.zip`;
  }

  async function greeting(): Promise<unknown> {
    const { Payload } = await lambda.send(
      new InvokeCommand({
        FunctionName: "greeter",
        Payload: '{"name":"world"}',
      }),
    );
    const answer = JSON.parse(Payload?.transformToString() ?? "{}") as {
      greeting?: string;
    };
    return answer.greeting;
  }

  /** Why resources of the stack failed. */
  async function failures(): Promise<string> {
    const { Stacks = [] } = await cloudformation
      .send(new DescribeStacksCommand({ StackName }))
      .catch(() => ({ Stacks: [] }));
    if (Stacks.length === 0) return "";
    const { StackEvents = [] } = await cloudformation.send(
      new DescribeStackEventsCommand({ StackName }),
    );
    return StackEvents.filter((one) => one.ResourceStatus?.endsWith("_FAILED"))
      .map((one) => `${one.LogicalResourceId}: ${one.ResourceStatusReason}`)
      .join("\n");
  }
});
