import { rejects } from "node:assert/strict";
import {
  CreateNetworkInterfaceCommand,
  CreateTagsCommand,
} from "@aws-sdk/client-ec2";
import {
  CreatePolicyCommand,
  PutRolePolicyCommand,
  TagUserCommand,
} from "@aws-sdk/client-iam";
import { CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateCodeSigningConfigCommand,
  CreateFunctionCommand,
  PublishLayerVersionCommand,
} from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { PutSigningProfileCommand } from "@aws-sdk/client-signer";
import type { Presented } from "@gatehouse/wire";
import type { Caller } from "../../packages/platform/src/core/caller.ts";
import { writeZip } from "@gatehouse/signing";
import {
  ec2Of,
  smallNetwork,
  type SmallNetwork,
} from "../../packages/platform/src/services/ec2/testing/network.ts";
import {
  startCloud,
  type Clients,
  type Cloud,
} from "../../packages/platform/testing/cloud.ts";
import {
  allowing,
  giveUser,
  makeRole,
  makeUser,
  policyOf,
  sessionOf,
  trusting,
  trustingService,
  type CloudUser,
} from "../../packages/platform/testing/principals.ts";

/** One condition key: a condition that holds for the call, and one that does not. */
export interface KeyCase {
  readonly key: string;
  readonly action: string;
  readonly call: (as: Clients, stage: Stage) => Promise<unknown>;
  readonly holds: (stage: Stage) => object;
  readonly fails: (stage: Stage) => object;
  /** What the call needs besides; allowed without a condition. */
  readonly besides?: string | readonly string[];
}

/** Where the cases play: names in it are the same for all of them. */
export interface Stage {
  readonly cloud: Cloud;
  readonly user: CloudUser;
  readonly session: Clients;
  readonly accountId: string;
  readonly boundary: string;
  readonly roleArn: string;
  readonly layer: string;
  readonly codeSigningConfig: string;
  readonly profileVersion: string;
  readonly versionId: string;
  readonly network: StageNetwork;
}

/** A tagged network with a subnet, a security group and a network interface. */
interface StageNetwork extends SmallNetwork {
  readonly networkInterfaceId: string;
}

export const PACKAGE = writeZip([
  { name: "index.mjs", body: "export const handler = () => 1;" },
]);
export const BUCKET = "stage";
const TAGS = [{ Key: "team", Value: "gate" }];

/** A platform with a user, and something of each service that calls can be about. */
export async function makeStage(): Promise<Stage> {
  const cloud = await startCloud();
  const { iam, lambda, logs, s3, signer, accountId } = cloud;
  const user = await makeUser(cloud, "probe");
  await iam.send(new TagUserCommand({ UserName: "probe", Tags: TAGS }));
  const { Policy } = await iam.send(
    new CreatePolicyCommand({
      PolicyName: "boundary",
      PolicyDocument: allowing("*"),
      Tags: TAGS,
    }),
  );
  const roleArn = await makeRole(
    cloud,
    "worker",
    trustingService("lambda.amazonaws.com"),
    allowing([
      "ec2:CreateNetworkInterface",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DeleteNetworkInterface",
    ]),
    { Tags: TAGS },
  );
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await s3.send(
    new PutBucketTaggingCommand({ Bucket: BUCKET, Tagging: { TagSet: TAGS } }),
  );
  await s3.send(
    new PutBucketVersioningCommand({
      Bucket: BUCKET,
      VersioningConfiguration: { Status: "Enabled" },
    }),
  );
  const { VersionId = "" } = await s3.send(
    new PutObjectCommand({
      Bucket: BUCKET,
      Key: "props/package.zip",
      Body: PACKAGE,
      Tagging: "team=gate",
    }),
  );
  const { profileVersion = "", profileVersionArn = "" } = await signer.send(
    new PutSigningProfileCommand({
      profileName: "stage",
      platformId: "AWSLambda-SHA384-ECDSA",
      tags: { team: "gate" },
    }),
  );
  const { CodeSigningConfig } = await lambda.send(
    new CreateCodeSigningConfigCommand({
      AllowedPublishers: { SigningProfileVersionArns: [profileVersionArn] },
      Tags: { team: "gate" },
    }),
  );
  const { LayerVersionArn = "" } = await lambda.send(
    new PublishLayerVersionCommand({
      LayerName: "shared",
      Content: { ZipFile: PACKAGE },
    }),
  );
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "actor",
      Role: roleArn,
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Code: { ZipFile: PACKAGE },
      Tags: { team: "gate" },
    }),
  );
  await logs.send(
    new CreateLogGroupCommand({
      logGroupName: "stage",
      tags: { team: "gate" },
    }),
  );
  return {
    cloud,
    user,
    session: await understudy(cloud),
    accountId,
    boundary: Policy?.Arn ?? "",
    roleArn,
    layer: LayerVersionArn,
    codeSigningConfig: CodeSigningConfig?.CodeSigningConfigArn ?? "",
    profileVersion,
    versionId: VersionId,
    network: await networkFor(cloud),
  };
}

async function networkFor({ url, running }: Cloud): Promise<StageNetwork> {
  const ec2 = ec2Of(url, running.rootKey);
  const network = await smallNetwork(ec2);
  await ec2.send(
    new CreateTagsCommand({ Resources: [network.vpcId], Tags: TAGS }),
  );
  const { NetworkInterface } = await ec2.send(
    new CreateNetworkInterfaceCommand({ SubnetId: network.subnetId }),
  );
  ec2.destroy();
  return {
    ...network,
    networkInterfaceId: NetworkInterface?.NetworkInterfaceId ?? "",
  };
}

/** The user as the gateway knows it once it has checked a signature. */
export async function callerOf({ cloud, user }: Stage): Promise<Caller> {
  const sender = await cloud.running.platform.credentials.of({
    accessKeyId: user.keys.accessKeyId,
    sessionToken: undefined,
  } as Presented);
  if (!sender.ok) throw new Error("The user has no key.");
  return sender.caller;
}

/** Whose policy changes from case to case, and who calls under it. */
export interface Subject {
  readonly clients: Clients;
  readonly give: (policy: string) => Promise<unknown>;
}

export const asUser = ({ cloud, user }: Stage): Subject => ({
  clients: user,
  give: (policy) => giveUser(cloud, user.userName, policy),
});

export const asSession = ({ cloud, session }: Stage): Subject => ({
  clients: session,
  give: (PolicyDocument) =>
    cloud.iam.send(
      new PutRolePolicyCommand({
        RoleName: "understudy",
        PolicyName: "own",
        PolicyDocument,
      }),
    ),
});

/** Holds that the call is refused under the condition that fails, and allowed under the one that holds. */
export async function play(
  one: KeyCase,
  stage: Stage,
  { clients, give }: Subject = asUser(stage),
): Promise<void> {
  const under = (Condition: object) =>
    give(
      policyOf(
        { Effect: "Allow", Action: one.action, Resource: "*", Condition },
        ...(one.besides === undefined || one.besides.length === 0
          ? []
          : [{ Effect: "Allow", Action: one.besides, Resource: "*" }]),
      ),
    );
  await under(one.fails(stage));
  await rejects(one.call(clients, stage), ({ name }: Error) =>
    DENIED.includes(name),
  );
  await under(one.holds(stage));
  await one.call(clients, stage);
}

const DENIED = [
  "AccessDenied",
  "AccessDeniedException",
  "UnauthorizedOperation",
  "403",
];

/** A session of a role, with tags and a source identity; its maker is another user. */
async function understudy(cloud: Cloud): Promise<Clients> {
  const maker = await makeUser(cloud, "maker", allowing("sts:*"));
  const role = await makeRole(
    cloud,
    "understudy",
    trusting(maker.arn, {}, [
      "sts:AssumeRole",
      "sts:TagSession",
      "sts:SetSourceIdentity",
    ]),
    undefined,
    { Tags: [{ Key: "team", Value: "others" }] },
  );
  return cloud.as(
    await sessionOf(maker, role, { Tags: TAGS, SourceIdentity: "clara" }),
  );
}
