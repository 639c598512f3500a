import { CreateAnalyzerCommand } from "@aws-sdk/client-accessanalyzer";
import { CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  PutSigningProfileCommand,
  StartSigningJobCommand,
} from "@aws-sdk/client-signer";
import type { Caller } from "../../packages/platform/src/core/caller.ts";
import {
  REGION,
  type Cloud,
  type Keys,
} from "../../packages/platform/testing/cloud.ts";
import { allowing } from "../../packages/platform/testing/principals.ts";
import { alarms } from "./alarms.ts";
import { functions } from "./functions.ts";
import { OTHER_ACCOUNT, TAGS, type Named } from "./named.ts";
import { networks } from "./networks.ts";
import { objects } from "./objects.ts";
import { organization } from "./organization.ts";
import { principals, tokenHolder } from "./principals.ts";
import { RULE, tracing } from "./tracing.ts";
import { mapping, queues } from "./queues.ts";
import { parameters } from "./parameters.ts";
import { repositories } from "./repositories.ts";
import { rules } from "./rules.ts";
import { stacks } from "./stacks.ts";
import { topics } from "./topics.ts";
import { trails } from "./trails.ts";

/** Something of every kind that has tags, a policy or a boundary; and what requests call it, by service. */
export interface World {
  readonly named: Readonly<Record<string, Named>>;
  /** Further requests of an operation, where it means another resource or needs more by what it is given. */
  readonly variants: Readonly<Record<string, readonly Named[]>>;
  /** The access key of a user who may do anything. */
  readonly keys: Keys;
  /** Who calls an operation that is not for users. */
  readonly callers: Readonly<Record<string, Caller>>;
}

/** Furnishes a fresh platform. */
export async function makeWorld(cloud: Cloud): Promise<World> {
  const { keys, iam } = await principals(cloud);
  const lambda = await functions(cloud, String(iam["RoleArn"]));
  const s3 = await objects(cloud);
  const signer = await profiles(cloud, s3);
  const logs = await logGroups(cloud, String(iam["RoleArn"]));
  const organizations = await organization(cloud, OTHER_ACCOUNT);
  const ec2 = await networks(cloud);
  const sqs = await queues(cloud);
  const UUID = await mapping(cloud, {
    FunctionName: String(lambda["FunctionName"]),
    RoleArn: String(iam["RoleArn"]),
  });
  const place = `${REGION}:${cloud.accountId}`;
  return {
    keys,
    callers: { "sts:AssumeRoleWithWebIdentity": tokenHolder(iam, cloud) },
    named: {
      cloudwatch: await alarms(cloud),
      config: await rules(cloud, String(iam["RoleArn"])),
      iam,
      ec2: ec2.named,
      lambda: {
        ...lambda,
        UUID,
        VpcConfig: {
          SubnetIds: [ec2.named["SubnetId"]],
          SecurityGroupIds: [ec2.named["GroupId"]],
        },
      },
      s3,
      signer,
      cloudformation: await stacks(cloud, String(iam["RoleArn"])),
      cloudcontrolapi: { RoleArn: iam["RoleArn"] },
      cloudtrail: {
        ...(await trails(cloud)),
        CloudWatchLogsRoleArn: iam["RoleArn"],
      },
      sns: await topics(cloud),
      ssm: await parameters(cloud),
      ecr: await repositories(cloud),
      sqs,
      logs,
      organizations,
      "access-analyzer": await analyzer(cloud, String(iam["RoleArn"])),
      xray: await tracing(cloud),
      sts: {
        RoleArn: iam["RoleArn"],
        RoleSessionName: "session",
        Name: "guest",
        Tags: TAGS,
        TransitiveTagKeys: ["team"],
        SourceIdentity: "clara",
        ExternalId: "external",
        Policy: allowing("s3:*"),
      },
    },
    variants: {
      ...ec2.variants,
      "lambda:CreateFunctionUrlConfig": [{ Qualifier: undefined }],
      "lambda:InvokeWithResponseStream": [{ Qualifier: "live" }],
      "xray:CreateSamplingRule": [{ SamplingRule: RULE }],
      "xray:UpdateSamplingRule": [
        { SamplingRuleUpdate: { RuleName: "checkout" } },
      ],
      "sqs:StartMessageMoveTask": [{ DestinationArn: undefined }],
      "lambda:TagResource": [{ Resource: lambda["CodeSigningConfigArn"] }],
      "lambda:UntagResource": [{ Resource: lambda["CodeSigningConfigArn"] }],
      "lambda:ListTags": [{ Resource: lambda["CodeSigningConfigArn"] }],
      "lambda:Invoke": [{ Qualifier: undefined }, { Qualifier: "live" }],
      "lambda:AddPermission": [{ Qualifier: undefined }],
      "lambda:RemovePermission": [{ Qualifier: undefined }],
      "s3:CopyObject": [
        { TaggingDirective: "COPY" },
        { CopySource: `archive/team?versionId=${String(s3["VersionId"])}` },
      ],
      "s3:DeleteObject": [{ VersionId: undefined }],
      "s3:GetObject": [{ VersionId: undefined }],
      "s3:PutObjectTagging": [
        { Tagging: { TagSet: TAGS } },
        { Tagging: { TagSet: TAGS }, VersionId: undefined },
      ],
      "s3:PutBucketTagging": [{ Tagging: { TagSet: TAGS } }],
      "s3:CreateBucket": [
        { CreateBucketConfiguration: { Tags: TAGS, LocationConstraint: "EU" } },
        { CreateBucketConfiguration: { LocationConstraint: "EU" } },
      ],
      "signer:StartSigningJob": [{ profileOwner: OTHER_ACCOUNT }],
      "organizations:TagResource": [{ ResourceId: cloud.accountId }],
      "iam:GetUser": [{ UserName: undefined }],
      "logs:PutLogGroupDeletionProtection": [
        { logGroupIdentifier: "/world/log" },
      ],
      "logs:GetLogEvents": [
        {
          logGroupName: undefined,
          logGroupIdentifier: `arn:aws:logs:${place}:log-group:/world/log`,
        },
      ],
    },
  };
}

async function profiles(
  { signer, accountId }: Cloud,
  object: Named,
): Promise<Named> {
  const profileName = "release";
  const { profileVersionArn, arn } = await signer.send(
    new PutSigningProfileCommand({
      profileName,
      platformId: "AWSLambda-SHA384-ECDSA",
      tags: { team: "gate" },
    }),
  );
  const { jobId } = await signer.send(
    new StartSigningJobCommand({
      profileName,
      source: {
        s3: {
          bucketName: String(object["Bucket"]),
          key: String(object["Key"]),
          version: String(object["VersionId"]),
        },
      },
      destination: { s3: { bucketName: String(object["Bucket"]) } },
      clientRequestToken: "once",
    }),
  );
  return {
    profileName,
    profileOwner: accountId,
    profileVersionArn,
    resourceArn: arn,
    jobId,
    jobOwner: accountId,
    jobArn: `arn:aws:signer:${REGION}:${accountId}:/signing-jobs/${jobId}`,
    tags: { team: "gate" },
    tagKeys: ["team"],
  };
}

async function logGroups(
  { logs, accountId }: Cloud,
  roleArn: string,
): Promise<Named> {
  const logGroupName = "/world/log";
  await logs.send(
    new CreateLogGroupCommand({ logGroupName, tags: { team: "gate" } }),
  );
  return {
    logGroupName,
    logStreamName: "stream",
    roleArn,
    logGroupIdentifier: undefined,
    resourceArn: `arn:aws:logs:${REGION}:${accountId}:log-group:${logGroupName}`,
    tags: { team: "gate" },
    tagKeys: ["team"],
    unmask: true,
  };
}

async function analyzer(
  { accessanalyzer }: Cloud,
  role: string,
): Promise<Named> {
  const { arn } = await accessanalyzer.send(
    new CreateAnalyzerCommand({
      analyzerName: "watch",
      type: "ACCOUNT",
      tags: { team: "gate" },
    }),
  );
  return {
    analyzerName: "watch",
    analyzerArn: arn,
    resourceArn: arn,
    principalArn: role,
    accessRole: role,
    tags: { team: "gate" },
    tagKeys: ["team"],
  };
}
