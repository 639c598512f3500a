import { deepEqual, equal, rejects } from "node:assert/strict";
import { test } from "node:test";
import { LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import {
  CreateCodeSigningConfigCommand,
  CreateFunctionCommand,
  InvokeCommand,
  UpdateFunctionCodeCommand,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import {
  DescribeSigningJobCommand,
  PutSigningProfileCommand,
  RevokeSignatureCommand,
  StartSigningJobCommand,
  waitUntilSuccessfulSigningJob,
} from "@aws-sdk/client-signer";
import { clientsOf } from "../../packages/platform/testing/cloud.ts";
import { startProcess } from "../platform-process.ts";
import {
  bucket,
  DAY,
  helloZip,
  lambdaTrust,
  validDays,
  withOneByteChanged,
} from "./newcomer.ts";
import { settled } from "./settled.ts";
import { expectedVerdicts, verdictOf } from "./verdicts.ts";

test("with the JavaScript SDK, a newcomer deploys what is signed and nothing else", async () => {
  await using platform = await startProcess("--ephemeral");
  const { s3, signer, iam, lambda, cloudtrail, cloudwatch } = clientsOf(
    platform.url,
    {
      accessKeyId: platform.exports["AWS_ACCESS_KEY_ID"] ?? "",
      secretAccessKey: platform.exports["AWS_SECRET_ACCESS_KEY"] ?? "",
    },
  );
  const zip = helloZip();

  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await s3.send(
    new PutBucketVersioningCommand({
      Bucket: bucket,
      VersioningConfiguration: { Status: "Enabled" },
    }),
  );
  const { VersionId } = await s3.send(
    new PutObjectCommand({ Bucket: bucket, Key: "hello.zip", Body: zip }),
  );
  const ours = await profile("release_team");
  await profile("somebody_else");
  const signed = await sign("release_team");
  const { CodeSigningConfig } = await lambda.send(
    new CreateCodeSigningConfigCommand({
      AllowedPublishers: { SigningProfileVersionArns: [ours] },
      CodeSigningPolicies: { UntrustedArtifactOnDeployment: "Enforce" },
    }),
  );
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: "hello-role",
      AssumeRolePolicyDocument: lambdaTrust,
    }),
  );

  const distrusted = { name: "CodeVerificationFailedException" };
  await rejects(create({ ZipFile: zip }), distrusted);
  await create({ S3Bucket: bucket, S3Key: signed.key });
  await waitUntilFunctionActiveV2(
    { client: lambda, maxWaitTime: 30 },
    { FunctionName: "hello" },
  );
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: "hello", Payload: '{"name":"world"}' }),
  );
  equal(FunctionError, undefined);
  equal(Payload?.transformToString(), '{"greeting":"Hello, world!"}');

  await rejects(update(zip), distrusted);
  await rejects(update(withOneByteChanged(signed.zip)), {
    name: "InvalidCodeSignatureException",
  });
  await rejects(update((await sign("somebody_else")).zip), distrusted);
  const leaked = await sign("release_team");
  await signer.send(
    new RevokeSignatureCommand({ jobId: leaked.jobId, reason: "It leaked." }),
  );
  await rejects(update(leaked.zip), distrusted);
  await platform.advance((validDays + 1) * DAY);
  await rejects(update(signed.zip), distrusted);

  const { Events = [] } = await cloudtrail.send(
    new LookupEventsCommand({
      LookupAttributes: [
        {
          AttributeKey: "EventSource",
          AttributeValue: "lambda.amazonaws.com",
        },
      ],
    }),
  );
  deepEqual(
    Events.toReversed().flatMap(
      ({ CloudTrailEvent = "{}" }) => verdictOf(CloudTrailEvent) ?? [],
    ),
    expectedVerdicts,
  );
  equal(await settled(6, refusals), 6);
  equal(platform.complaints(), "");

  async function profile(profileName: string): Promise<string> {
    const { profileVersionArn = "" } = await signer.send(
      new PutSigningProfileCommand({
        profileName,
        platformId: "AWSLambda-SHA384-ECDSA",
        signatureValidityPeriod: { type: "DAYS", value: validDays },
      }),
    );
    return profileVersionArn;
  }

  async function sign(profileName: string) {
    const { jobId = "" } = await signer.send(
      new StartSigningJobCommand({
        profileName,
        source: {
          s3: { bucketName: bucket, key: "hello.zip", version: VersionId },
        },
        destination: { s3: { bucketName: bucket, prefix: "signed/" } },
      }),
    );
    await waitUntilSuccessfulSigningJob(
      { client: signer, maxWaitTime: 30, minDelay: 1, maxDelay: 1 },
      { jobId },
    );
    const { signedObject } = await signer.send(
      new DescribeSigningJobCommand({ jobId }),
    );
    const key = signedObject?.s3?.key ?? "";
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket: bucket, Key: key }),
    );
    return { jobId, key, zip: await Body!.transformToByteArray() };
  }

  function create(
    Code: { ZipFile: Uint8Array } | { S3Bucket: string; S3Key: string },
  ) {
    return lambda.send(
      new CreateFunctionCommand({
        FunctionName: "hello",
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Role: Role?.Arn,
        CodeSigningConfigArn: CodeSigningConfig?.CodeSigningConfigArn,
        Code,
      }),
    );
  }

  function update(ZipFile: Uint8Array) {
    return lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName: "hello", ZipFile }),
    );
  }

  /** What CloudWatch counted in the last 33 days of the platform's time. */
  async function refusals(): Promise<number | undefined> {
    const { Datapoints = [] } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: "AWS/Lambda",
        MetricName: "SignatureValidationErrors",
        Dimensions: [{ Name: "FunctionName", Value: "hello" }],
        StartTime: new Date(Date.now() - DAY * 1000),
        EndTime: new Date(Date.now() + (validDays + 2) * DAY * 1000),
        Period: (validDays + 3) * DAY,
        Statistics: ["Sum"],
      }),
    );
    return Datapoints[0]?.Sum;
  }
});
