import { CreateAnalyzerCommand } from "@aws-sdk/client-accessanalyzer";
import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreateInstanceProfileCommand,
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  TagUserCommand,
} from "@aws-sdk/client-iam";
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateCodeSigningConfigCommand,
  CreateFunctionCommand,
  PublishLayerVersionCommand,
  PublishVersionCommand,
} from "@aws-sdk/client-lambda";
import { CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  PutBucketAbacCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import {
  PutSigningProfileCommand,
  StartSigningJobCommand,
} from "@aws-sdk/client-signer";
import { writeZip } from "@gatehouse/signing";
import type { Caller } from "../../packages/platform/src/core/caller.ts";
import {
  REGION,
  type Cloud,
  type Keys,
} from "../../packages/platform/testing/cloud.ts";
import {
  allowing,
  makeRole,
  makeUser,
  trustingService,
} from "../../packages/platform/testing/principals.ts";
import { organization } from "./organization.ts";

/** Values for the members of requests, by name: they name what the world has, so that needs tell all they can. */
export type Named = Readonly<Record<string, unknown>>;

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

const TAGS = [{ Key: "team", Value: "gate" }];
const ISSUER = "token.actions.githubusercontent.com";
const OTHER_ACCOUNT = "111122223333";
const PACKAGE = writeZip([
  { name: "index.mjs", body: "export const handler = () => 1;" },
]);

/** Furnishes a fresh platform. */
export async function makeWorld(cloud: Cloud): Promise<World> {
  const { keys, iam } = await principals(cloud);
  const lambda = await functions(cloud, String(iam["RoleArn"]));
  const s3 = await objects(cloud);
  const signer = await profiles(cloud, s3);
  const logs = await logGroups(cloud);
  const organizations = await organization(cloud, OTHER_ACCOUNT);
  const place = `${REGION}:${cloud.accountId}`;
  return {
    keys,
    callers: { "sts:AssumeRoleWithWebIdentity": tokenHolder(iam, cloud) },
    named: {
      iam,
      lambda,
      s3,
      signer,
      logs,
      organizations,
      "access-analyzer": await analyzer(cloud, String(iam["RoleArn"])),
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

/** Whom a token of GitHub Actions names. */
function tokenHolder(iam: Named, { accountId }: Cloud): Caller {
  const userName = "repo:acme/shop:ref:refs/heads/main";
  return {
    type: "WebIdentityUser",
    arn: String(iam["OpenIDConnectProviderArn"]),
    accountId,
    principalId: `${ISSUER}:${userName}`,
    userName,
    issuer: ISSUER,
    claims: {
      iss: `https://${ISSUER}`,
      sub: userName,
      aud: "sts.amazonaws.com",
      "https://aws.amazon.com/source_identity": "clara",
      "https://aws.amazon.com/tags": {
        principal_tags: { team: ["gate"] },
        transitive_tag_keys: ["team"],
      },
    },
  };
}

async function principals(cloud: Cloud): Promise<{ keys: Keys; iam: Named }> {
  const { iam } = cloud;
  const { Policy } = await iam.send(
    new CreatePolicyCommand({
      PolicyName: "rules",
      PolicyDocument: allowing("*"),
      Tags: TAGS,
    }),
  );
  const PermissionsBoundary = Policy?.Arn ?? "";
  const RoleArn = await makeRole(
    cloud,
    "worker",
    trustingService("lambda.amazonaws.com"),
    allowing("*"),
    { Tags: TAGS, PermissionsBoundary },
  );
  const user = await makeUser(cloud, "clara", allowing("*"));
  await iam.send(new TagUserCommand({ UserName: "clara", Tags: TAGS }));
  await iam.send(
    new PutUserPermissionsBoundaryCommand({
      UserName: "clara",
      PermissionsBoundary,
    }),
  );
  await iam.send(new CreateGroupCommand({ GroupName: "builders" }));
  await iam.send(
    new AddUserToGroupCommand({ GroupName: "builders", UserName: "clara" }),
  );
  await iam.send(
    new CreateInstanceProfileCommand({
      InstanceProfileName: "machine",
      Tags: TAGS,
    }),
  );
  const { OpenIDConnectProviderArn } = await iam.send(
    new CreateOpenIDConnectProviderCommand({
      Url: `https://${ISSUER}`,
      ClientIDList: ["sts.amazonaws.com"],
      Tags: TAGS,
    }),
  );
  const named = {
    UserName: "clara",
    NewUserName: "clara-2",
    RoleName: "worker",
    RoleArn,
    GroupName: "builders",
    NewGroupName: "builders-2",
    PolicyName: "rules",
    PolicyArn: PermissionsBoundary,
    Arn: user.arn,
    Url: `https://${ISSUER}`,
    OpenIDConnectProviderArn,
    PolicySourceArn: user.arn,
    PermissionsBoundary,
    InstanceProfileName: "machine",
    AccessKeyId: user.keys.accessKeyId,
    AWSServiceName: "lambda.amazonaws.com",
    DeletionTaskId:
      "task/aws-service-role/lambda.amazonaws.com/worker/11111111-2222",
    Path: "/",
    NewPath: "/moved/",
    PathPrefix: "/",
    Tags: TAGS,
    TagKeys: ["team"],
  };
  return { keys: user.keys, iam: named };
}

async function functions({ lambda }: Cloud, Role: string): Promise<Named> {
  const ZipFile = PACKAGE;
  const { CodeSigningConfig } = await lambda.send(
    new CreateCodeSigningConfigCommand({
      AllowedPublishers: {
        SigningProfileVersionArns: [
          `arn:aws:signer:${REGION}:${OTHER_ACCOUNT}:/signing-profiles/other/AbCdEfGh12`,
        ],
      },
      Tags: { team: "gate" },
    }),
  );
  const layer = await lambda.send(
    new PublishLayerVersionCommand({
      LayerName: "shared",
      Content: { ZipFile },
    }),
  );
  const FunctionName = "greeter";
  const { FunctionArn } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role,
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Code: { ZipFile },
      Tags: { team: "gate" },
    }),
  );
  await lambda.send(new PublishVersionCommand({ FunctionName }));
  await lambda.send(
    new CreateAliasCommand({
      FunctionName,
      Name: "live",
      FunctionVersion: "1",
    }),
  );
  await lambda.send(
    new AddPermissionCommand({
      FunctionName,
      StatementId: "granted",
      Action: "lambda:InvokeFunctionUrl",
      Principal: OTHER_ACCOUNT,
      FunctionUrlAuthType: "AWS_IAM",
    }),
  );
  return {
    FunctionName,
    Qualifier: "1",
    Resource: FunctionArn,
    Role,
    CodeSigningConfigArn: CodeSigningConfig?.CodeSigningConfigArn,
    LayerName: "shared",
    VersionNumber: 1,
    Arn: layer.LayerVersionArn,
    Layers: [layer.LayerVersionArn],
    Principal: OTHER_ACCOUNT,
    StatementId: "granted",
    FunctionUrlAuthType: "AWS_IAM",
    Tags: { team: "gate" },
    TagKeys: ["team"],
  };
}

async function objects({ s3 }: Cloud): Promise<Named> {
  const Bucket = "archive";
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(
    new PutBucketVersioningCommand({
      Bucket,
      VersioningConfiguration: { Status: "Enabled" },
    }),
  );
  await s3.send(
    new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: TAGS } }),
  );
  await s3.send(
    new PutBucketAbacCommand({ Bucket, AbacStatus: { Status: "Enabled" } }),
  );
  const { VersionId } = await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: "team",
      Body: PACKAGE,
      Tagging: "team=gate",
    }),
  );
  // Each key is judged as it is deleted.
  await s3.send(
    new DeleteObjectsCommand({
      Bucket,
      Delete: { Objects: [{ Key: "gone" }, { Key: "gone", VersionId }] },
    }),
  );
  return {
    Bucket,
    Key: "team",
    VersionId,
    CopySource: "archive/team",
    Tagging: "team=gate",
    ACL: "private",
    ServerSideEncryption: "AES256",
    ExpectedBucketOwner: undefined,
    ExpectedSourceBucketOwner: undefined,
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

async function logGroups({ logs, accountId }: Cloud): Promise<Named> {
  const logGroupName = "/world/log";
  await logs.send(
    new CreateLogGroupCommand({ logGroupName, tags: { team: "gate" } }),
  );
  return {
    logGroupName,
    logStreamName: "stream",
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
