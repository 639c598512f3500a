import { deepEqual, equal, match, ok } from "node:assert/strict";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import {
  DescribeNetworkInterfacesCommand,
  DescribeVpcsCommand,
} from "@aws-sdk/client-ec2";
import { ListRolesCommand } from "@aws-sdk/client-iam";
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  ListCodeSigningConfigsCommand,
  ListFunctionsCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { ListSigningProfilesCommand } from "@aws-sdk/client-signer";
import { ListTopicsCommand } from "@aws-sdk/client-sns";
import { ec2Of } from "../../packages/platform/src/services/ec2/testing/network.ts";
import {
  clientsOf,
  type Clients,
  type Keys,
} from "../../packages/platform/testing/cloud.ts";
import {
  clientEnvironment,
  startProcess,
  type PlatformProcess,
} from "../platform-process.ts";
import { helloZip } from "./newcomer.ts";
import { MIRROR_VARIABLE, providerMirror } from "./terraform-mirror.ts";
import { hasTool, run, skipLoudly, type Outcome } from "./tool.ts";

test("Terraform builds the gate, finds no drift, and takes it all away again", async (t) => {
  const mirror = providerMirror();
  if (!hasTerraform(t)) return;
  if (mirror === undefined) {
    skipLoudly(t, NO_PROVIDER);
    return;
  }
  await using platform = await startProcess("--ephemeral");
  const cloud = rootClients(platform);
  const { terraform, dir } = await workspace(t, platform, "gate");
  const zip = join(dir, "package.zip");
  await writeFile(zip, helloZip());
  const variables = [`-var=package=${zip}`];

  await terraform("init", `-plugin-dir=${mirror}`);
  await terraform("apply", "-auto-approve", ...variables);
  const { Payload } = await cloud.lambda.send(
    new InvokeCommand({
      FunctionName: "hello:live",
      Payload: '{"name":"Terraform"}',
    }),
  );
  equal(Payload?.transformToString(), '{"greeting":"Hello, Terraform!"}');
  const { Topics = [] } = await cloud.sns.send(new ListTopicsCommand({}));
  deepEqual(
    Topics.map(({ TopicArn }) => TopicArn?.split(":").at(-1)),
    ["orders-test"],
    "a stack stands beside",
  );
  await cloud.lambda
    .send(
      new UpdateFunctionCodeCommand({
        FunctionName: "hello",
        ZipFile: helloZip(),
      }),
    )
    .then(
      () => ok(false, "the unsigned package was deployed"),
      ({ name }: Error) => equal(name, "CodeVerificationFailedException"),
    );

  // 0: nothing to do; 2: drift.
  await terraform("plan", "-detailed-exitcode", ...variables);
  await terraform("destroy", "-auto-approve", ...variables);
  deepEqual(await leftBehind(cloud), {
    buckets: 0,
    functions: 0,
    configs: 0,
    roles: 0,
    profiles: 0,
    topics: 0,
  });
  equal(platform.complaints(), "");
});

test("Terraform builds a network with a function in it, finds no drift, and takes it all away again", async (t) => {
  const mirror = providerMirror();
  if (!hasTerraform(t)) return;
  if (mirror === undefined) {
    skipLoudly(t, NO_PROVIDER);
    return;
  }
  await using platform = await startProcess("--ephemeral");
  const { lambda } = rootClients(platform);
  const ec2 = ec2Of(platform.url, keysOf(platform));
  const { terraform, dir } = await workspace(t, platform, "network");
  const zip = join(dir, "package.zip");
  await writeFile(zip, helloZip());
  const variables = [`-var=package=${zip}`];

  await terraform("init", `-plugin-dir=${mirror}`);
  await terraform("apply", "-auto-approve", ...variables);
  const { VpcConfig } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: "inside" }),
  );
  match(VpcConfig?.VpcId ?? "", /^vpc-/);
  const interfaces = new DescribeNetworkInterfacesCommand({
    Filters: [{ Name: "interface-type", Values: ["lambda"] }],
  });
  equal((await ec2.send(interfaces)).NetworkInterfaces?.length, 2);

  await terraform("plan", "-detailed-exitcode", ...variables);
  await terraform("destroy", "-auto-approve", ...variables);
  const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}));
  deepEqual(
    Vpcs.map(({ IsDefault }) => IsDefault),
    [true],
  );
  deepEqual((await ec2.send(interfaces)).NetworkInterfaces, []);
  ec2.destroy();
  equal(platform.complaints(), "");
});

test("Terraform keeps its state in a bucket, and holds the lock on it against others", async (t) => {
  if (!hasTerraform(t)) return;
  await using platform = await startProcess("--ephemeral");
  const { s3 } = rootClients(platform);
  const { terraform, attempt } = await workspace(t, platform, "state");
  const Bucket = "terraform-state";
  const state = { Bucket, Key: "journey/terraform.tfstate" };
  const lock = { Bucket, Key: "journey/terraform.tfstate.tflock" };
  await s3.send(new CreateBucketCommand({ Bucket }));

  await terraform("init");
  await terraform("apply", "-auto-approve");
  await terraform("apply", "-auto-approve", "-var=greeting=good day");
  const { Body } = await s3.send(new GetObjectCommand(state));
  match((await Body?.transformToString()) ?? "", /"good day"/);
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  deepEqual(
    Contents.map(({ Key }) => Key),
    [state.Key],
    "the lock is gone",
  );

  await s3.send(new PutObjectCommand({ ...lock, Body: someoneElsesLock() }));
  const held = await attempt("apply", "-auto-approve", "-var=greeting=hi");
  equal(held.code, 1);
  match(held.stderr, /Error acquiring the state lock[^]*PreconditionFailed/);
  await terraform("force-unlock", "-force", LOCK_ID);

  await terraform("destroy", "-auto-approve");
  equal(platform.complaints(), "");
});

const NO_PROVIDER = `Terraform's AWS provider is not on this machine. Fetch it with "terraform providers mirror DIR" in tests/journeys/terraform/gate and set ${MIRROR_VARIABLE}=DIR.`;

function hasTerraform(t: TestContext): boolean {
  return hasTool(
    t,
    "Terraform",
    ["terraform", "version"],
    "Install it from https://developer.hashicorp.com/terraform/install.",
  );
}

function rootClients(platform: PlatformProcess): Clients {
  return clientsOf(platform.url, keysOf(platform));
}

function keysOf({ exports }: PlatformProcess): Keys {
  return {
    accessKeyId: exports["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: exports["AWS_SECRET_ACCESS_KEY"] ?? "",
  };
}

/** A copy of a configuration in a folder of its own, and Terraform to run in it. */
async function workspace(
  t: TestContext,
  platform: PlatformProcess,
  configuration: string,
) {
  const dir = await mkdtemp(join(tmpdir(), "terraform-"));
  t.after(() => rm(dir, { recursive: true, force: true }));
  const source = new URL(`terraform/${configuration}`, import.meta.url);
  await cp(fileURLToPath(source), dir, { recursive: true });
  // The machine's own settings of Terraform stay out.
  const settings = join(dir, "settings.tfrc");
  await writeFile(settings, "disable_checkpoint = true\n");
  const env = clientEnvironment(platform, {
    TF_CLI_CONFIG_FILE: settings,
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
    NO_COLOR: "1",
  });

  const attempt = (
    command: string,
    ...args: readonly string[]
  ): Promise<Outcome> =>
    run(
      ["terraform", command, ...args],
      { ...env, TF_CLI_ARGS: "-no-color" },
      dir,
    );
  return {
    dir,
    attempt,
    terraform: async (
      command: string,
      ...args: readonly string[]
    ): Promise<void> => {
      const { code, stdout, stderr } = await attempt(command, ...args);
      equal(code, 0, `terraform ${command}\n${stdout}\n${stderr}`);
    },
  };
}

async function leftBehind({ s3, lambda, iam, signer, sns }: Clients) {
  const [
    { Buckets },
    { Functions },
    { CodeSigningConfigs },
    { Roles },
    list,
    { Topics },
  ] = await Promise.all([
    s3.send(new ListBucketsCommand({})),
    lambda.send(new ListFunctionsCommand({})),
    lambda.send(new ListCodeSigningConfigsCommand({})),
    iam.send(new ListRolesCommand({})),
    // Cancelled profiles stay on record; who does not ask for them does not see them.
    signer.send(new ListSigningProfilesCommand({})),
    sns.send(new ListTopicsCommand({})),
  ]);
  return {
    buckets: Buckets?.length ?? 0,
    functions: Functions?.length,
    configs: CodeSigningConfigs?.length,
    roles: Roles?.length,
    profiles: list.profiles?.length,
    topics: Topics?.length ?? 0,
  };
}

const LOCK_ID = "2b2f2a7e-0b45-41f6-8a77-2f4a3d1c9b10";

function someoneElsesLock(): string {
  return JSON.stringify({
    ID: LOCK_ID,
    Operation: "OperationTypeApply",
    Info: "",
    Who: "someone@else",
    Version: "1.11.4",
    Created: "2026-01-01T00:00:00Z",
    Path: "terraform-state/journey/terraform.tfstate",
  });
}
