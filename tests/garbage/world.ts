import {
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateUserCommand,
} from "@aws-sdk/client-iam";
import {
  CreateAliasCommand,
  CreateCodeSigningConfigCommand,
  CreateFunctionCommand,
  PublishLayerVersionCommand,
} from "@aws-sdk/client-lambda";
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import {
  PutSigningProfileCommand,
  StartSigningJobCommand,
} from "@aws-sdk/client-signer";
import { CreateRepositoryCommand } from "@aws-sdk/client-ecr";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { writeZip } from "@gatehouse/signing";
import type { Clients } from "../../packages/platform/testing/cloud.ts";
import {
  allowing,
  makeRole,
  trustingService,
} from "../../packages/platform/testing/principals.ts";

/** Values of members, by the member's name, that name what is there; so that calls get deeper than "not found". */
export type KnownValues = ReadonlyMap<string, readonly unknown[]>;

const bucket = "a-bucket";
const group = "/a/group";

/** Makes one of everything. */
export async function makeWorld(clients: Clients): Promise<KnownValues> {
  const { s3, iam, lambda, signer, logs, ssm, ecr } = clients;
  const zip = writeZip([
    { name: "index.mjs", body: "export const handler = (event) => event;" },
  ]);
  const allowAll = allowing("*");
  const trust = trustingService("lambda.amazonaws.com");

  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await s3.send(
    new PutBucketVersioningCommand({
      Bucket: bucket,
      VersioningConfiguration: { Status: "Enabled" },
    }),
  );
  const object = { Bucket: bucket, Key: "a/key.zip" };
  const put = await s3.send(new PutObjectCommand({ ...object, Body: zip }));
  const upload = await s3.send(new CreateMultipartUploadCommand(object));

  const role = await makeRole(clients, "a-role", trust, allowAll);
  const user = await iam.send(new CreateUserCommand({ UserName: "a-user" }));
  const key = await iam.send(
    new CreateAccessKeyCommand({ UserName: "a-user" }),
  );
  await iam.send(new CreateGroupCommand({ GroupName: "a-group" }));
  await iam.send(
    new CreateInstanceProfileCommand({
      InstanceProfileName: "an-instance-profile",
    }),
  );
  const policy = await iam.send(
    new CreatePolicyCommand({
      PolicyName: "a-policy",
      PolicyDocument: allowAll,
    }),
  );

  const fn = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "a-function",
      Role: role,
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Code: { ZipFile: zip },
      Publish: true,
    }),
  );
  await lambda.send(
    new CreateAliasCommand({
      FunctionName: "a-function",
      Name: "live",
      FunctionVersion: "1",
    }),
  );
  const layer = await lambda.send(
    new PublishLayerVersionCommand({
      LayerName: "a-layer",
      Content: { ZipFile: zip },
    }),
  );
  const profile = await signer.send(
    new PutSigningProfileCommand({
      profileName: "a_profile",
      platformId: "AWSLambda-SHA384-ECDSA",
    }),
  );
  const job = await signer.send(
    new StartSigningJobCommand({
      profileName: "a_profile",
      source: {
        s3: { bucketName: bucket, key: object.Key, version: put.VersionId },
      },
      destination: { s3: { bucketName: bucket, prefix: "signed/" } },
    }),
  );
  const config = await lambda.send(
    new CreateCodeSigningConfigCommand({
      AllowedPublishers: {
        SigningProfileVersionArns: [profile.profileVersionArn ?? ""],
      },
    }),
  );
  await logs.send(new CreateLogGroupCommand({ logGroupName: group }));
  const stream = { logGroupName: group, logStreamName: "a-stream" };
  await logs.send(new CreateLogStreamCommand(stream));
  await logs.send(
    new PutLogEventsCommand({
      ...stream,
      logEvents: [{ timestamp: Date.now(), message: '{"a":1}' }],
    }),
  );
  const parameter = { Name: "/a/parameter", Value: "a value" };
  await ssm.send(new PutParameterCommand({ ...parameter, Type: "String" }));
  const repositoryName = "a/repository";
  await ecr.send(new CreateRepositoryCommand({ repositoryName }));

  const documents = [
    allowAll,
    trust,
    allowing("s3:GetObject", "arn:aws:s3:::a-bucket/*"),
  ];
  const arns = [
    fn.FunctionArn,
    config.CodeSigningConfig?.CodeSigningConfigArn,
    profile.arn,
    `arn:aws:logs:us-east-1:000000000000:log-group:${group}`,
  ];
  return new Map<string, readonly unknown[]>(
    Object.entries({
      // S3
      Bucket: [bucket],
      Key: [object.Key, "another key"],
      CopySource: [`${bucket}/${object.Key}`],
      VersionId: [put.VersionId],
      UploadId: [upload.UploadId],
      PartNumber: [1, 2],
      ETag: [put.ETag],
      IfMatch: [put.ETag, "*"],
      IfNoneMatch: [put.ETag, "*"],
      ExpectedBucketOwner: ["000000000000"],
      Prefix: ["a/", ""],
      Delimiter: ["/"],
      // IAM, STS
      RoleName: ["a-role"],
      RoleArn: [role],
      Role: [role],
      RoleSessionName: ["session"],
      UserName: ["a-user"],
      GroupName: ["a-group"],
      InstanceProfileName: ["an-instance-profile"],
      AccessKeyId: [key.AccessKey?.AccessKeyId],
      PolicyArn: [policy.Policy?.Arn, "arn:aws:iam::aws:policy/ReadOnlyAccess"],
      PermissionsBoundary: [policy.Policy?.Arn],
      PolicyName: ["own", "a-policy"],
      PolicySourceArn: [role, user.User?.Arn],
      Policy: documents,
      PolicyDocument: documents,
      AssumeRolePolicyDocument: documents,
      PolicyInputList: documents,
      ActionNames: ["s3:GetObject", "iam:*"],
      ResourceArns: ["arn:aws:s3:::a-bucket/x", "*"],
      // Lambda
      FunctionName: ["a-function", fn.FunctionArn, "a-function:live"],
      FunctionVersion: ["1", "$LATEST"],
      Qualifier: ["live", "1", "$LATEST"],
      Name: ["live", parameter.Name],
      LayerName: ["a-layer"],
      VersionNumber: [1],
      Layers: [[layer.LayerVersionArn]],
      Runtime: ["nodejs24.x", "python3.13"],
      Handler: ["index.handler"],
      CodeSigningConfigArn: [config.CodeSigningConfig?.CodeSigningConfigArn],
      SigningProfileVersionArns: [profile.profileVersionArn],
      ZipFile: [zip],
      S3Bucket: [bucket],
      S3Key: [object.Key],
      StatementId: ["one", "two"],
      Action: ["lambda:InvokeFunction"],
      Principal: ["s3.amazonaws.com", "000000000000", "*"],
      Resource: arns,
      // Signer
      profileName: ["a_profile"],
      profileVersion: [profile.profileVersion],
      profileVersionArn: [profile.profileVersionArn],
      platformId: ["AWSLambda-SHA384-ECDSA", "Notation-OCI-SHA384-ECDSA"],
      jobId: [job.jobId],
      resourceArn: arns,
      bucketName: [bucket],
      key: [object.Key],
      version: [put.VersionId],
      action: ["signer:StartSigningJob"],
      // Logs
      logGroupName: [group],
      logGroupIdentifier: [group],
      logStreamName: ["a-stream", "another-stream"],
      filterPattern: ["a", "{ $.a = 1 }", "[x, y]"],
      // Systems Manager
      Names: [[parameter.Name]],
      Path: ["/", "/a"],
      Overwrite: [true],
      Type: ["String", "StringList"],
      AllowedPattern: ["[a-z ]+", "(a*)*b"],
      ResourceType: ["Parameter"],
      ResourceId: [parameter.Name],
      // ECR
      repositoryName: [repositoryName],
      repositoryNames: [[repositoryName]],
      policyText: documents,
      // CloudWatch
      Namespace: ["AWS/Lambda", "Own"],
      MetricName: ["Errors", "Own"],
      Statistics: [["Sum"], ["p99"]],
      Expression: ["m1 + 1", "SUM(METRICS())", "m1"],
      Id: ["m1", "e1"],
      Period: [60, 300],
      StartTime: [new Date(Date.now() - 3_600_000)],
      EndTime: [new Date()],
    }),
  );
}
