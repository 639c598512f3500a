import { setTimeout as sleep } from "node:timers/promises";
import {
  CloudTrailClient,
  LookupEventsCommand,
} from "@aws-sdk/client-cloudtrail";
import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
} from "@aws-sdk/client-cloudwatch";
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import {
  CreateCodeSigningConfigCommand,
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  DescribeSigningJobCommand,
  PutSigningProfileCommand,
  RevokeSignatureCommand,
  SignerClient,
  StartSigningJobCommand,
} from "@aws-sdk/client-signer";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Running } from "@gatehouse/platform";
import { writeZip } from "@gatehouse/signing";
import type { Narrator } from "./narrator.ts";

const CODE = `exports.handler = async ({ name }) => ({ greeting: "Hello, " + name + "!" });\n`;
const DAY = 24 * 3600;
/** The packages of chapter 4. */
const REFUSALS = 5;
const BUCKET = "release-candidates";
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com" },
      Action: "sts:AssumeRole",
    },
  ],
});

/** A package in the bucket, signed. */
interface Signed {
  readonly jobId: string;
  readonly zip: Uint8Array;
}

/** Sign, verify, deploy, run; and every way in which an untrusted package is turned away. */
export async function story(
  tell: Narrator,
  { url, rootKey, platform }: Running,
): Promise<void> {
  const config = { endpoint: url, region: "us-east-1", credentials: rootKey };
  const sts = new STSClient(config);
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const signer = new SignerClient(config);
  const iam = new IAMClient(config);
  const lambda = new LambdaClient(config);
  const cloudtrail = new CloudTrailClient(config);
  const cloudwatch = new CloudWatchClient(config);

  const zip = writeZip([{ name: "index.js", body: Buffer.from(CODE) }]);

  tell.chapter(
    "1. A place for code",
    "A team keeps its packages in a versioned bucket. The platform is Gatehouse; the client is the AWS SDK, unchanged.",
  );
  await tell.allow(
    "Who am I?",
    () => sts.send(new GetCallerIdentityCommand({})),
    ({ Arn }) => Arn ?? "",
  );
  await tell.allow("Create a versioned bucket", async () => {
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await s3.send(
      new PutBucketVersioningCommand({
        Bucket: BUCKET,
        VersioningConfiguration: { Status: "Enabled" },
      }),
    );
  });
  const { VersionId } = await tell.allow(
    "Upload a zip with one function",
    () =>
      s3.send(
        new PutObjectCommand({ Bucket: BUCKET, Key: "hello.zip", Body: zip }),
      ),
    ({ VersionId: version }) => `version ${version}, ${zip.byteLength} bytes`,
  );

  tell.chapter(
    "2. Trust in code",
    "AWS Signer signs packages for a publisher. A code signing config says whose signatures Lambda accepts, and Enforce means that nothing else is deployed.",
  );
  const ours = await tell.allow(
    "Create the signing profile of the release team, whose signatures hold for 30 days",
    () => profile("release_team"),
    (arn) => arn,
  );
  await tell.allow("Create the signing profile of somebody else", () =>
    profile("somebody_else"),
  );
  const signed = await tell.allow(
    "Start a signing job and wait for it",
    () => sign("release_team"),
    ({ jobId }) => `job ${jobId}`,
  );
  const config_ = await tell.allow(
    "Create a code signing config: only the release team, Enforce",
    () =>
      lambda.send(
        new CreateCodeSigningConfigCommand({
          AllowedPublishers: { SigningProfileVersionArns: [ours] },
          CodeSigningPolicies: { UntrustedArtifactOnDeployment: "Enforce" },
        }),
      ),
    ({ CodeSigningConfig }) => CodeSigningConfig?.CodeSigningConfigId ?? "",
  );
  const CodeSigningConfigArn =
    config_.CodeSigningConfig?.CodeSigningConfigArn ?? "";
  const Role = await tell.allow(
    "Create the role that the function runs with",
    async () => {
      const { Role: role } = await iam.send(
        new CreateRoleCommand({
          RoleName: "hello-role",
          AssumeRolePolicyDocument: TRUST,
        }),
      );
      await iam.send(
        new AttachRolePolicyCommand({
          RoleName: "hello-role",
          PolicyArn:
            "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        }),
      );
      return role?.Arn ?? "";
    },
  );

  tell.chapter("3. The gate opens", "The signed package is deployed and runs.");
  await tell.allow(
    "Create the function from the signed package",
    () => create("hello", signed.zip),
    ({ SigningJobArn }) => `signed by ${SigningJobArn}`,
  );
  await tell.allow(
    "Invoke it",
    () =>
      lambda.send(
        new InvokeCommand({
          FunctionName: "hello",
          Payload: JSON.stringify({ name: "world" }),
        }),
      ),
    ({ Payload }) => Buffer.from(Payload ?? []).toString(),
  );

  tell.chapter(
    "4. The gate stays shut",
    "Five packages that AWS would turn away. The errors are AWS's own; nothing is deployed.",
  );
  const refused = "CodeVerificationFailedException";
  await tell.refuse("A package without a signature", refused, () =>
    update(zip),
  );
  await tell.refuse(
    "The signed package with one byte changed",
    "InvalidCodeSignatureException",
    () => update(tampered(signed.zip)),
  );
  const foreign = await tell.allow(
    "(another publisher signs the same code)",
    () => sign("somebody_else"),
  );
  await tell.refuse("A package signed by another profile", refused, () =>
    update(foreign.zip),
  );
  const leaked = await tell.allow(
    "(the release team signs once more, and revokes that signature)",
    async () => {
      const job = await sign("release_team");
      await signer.send(
        new RevokeSignatureCommand({
          jobId: job.jobId,
          reason: "The build machine was compromised.",
        }),
      );
      return job;
    },
  );
  await tell.refuse("A package whose signature was revoked", refused, () =>
    update(leaked.zip),
  );
  await tell.allow(
    "(31 days pass: the clock of a throw-away platform can be moved)",
    async () => {
      platform.clock.advance(31 * DAY);
    },
  );
  await tell.refuse("A package whose signature has expired", refused, () =>
    update(signed.zip),
  );

  tell.chapter(
    "5. What the auditor sees",
    "Every verdict stands in CloudTrail, and CloudWatch counts the refusals.",
  );
  const { Events = [] } = await tell.allow(
    "Look up the deployments in CloudTrail",
    () =>
      cloudtrail.send(
        new LookupEventsCommand({
          LookupAttributes: [
            {
              AttributeKey: "EventSource",
              AttributeValue: "lambda.amazonaws.com",
            },
          ],
        }),
      ),
  );
  tell.table([
    ["event", "signature", "error"],
    ...Events.toReversed().map(({ CloudTrailEvent = "{}" }) =>
      verdictOf(CloudTrailEvent),
    ),
  ]);
  await tell.allow(
    "Read the metric SignatureValidationErrors",
    () => arrived(REFUSALS),
    (count) => `${count} refusals`,
  );

  async function profile(profileName: string): Promise<string> {
    const { profileVersionArn = "" } = await signer.send(
      new PutSigningProfileCommand({
        profileName,
        platformId: "AWSLambda-SHA384-ECDSA",
        signatureValidityPeriod: { type: "DAYS", value: 30 },
      }),
    );
    return profileVersionArn;
  }

  async function sign(profileName: string): Promise<Signed> {
    const { jobId = "" } = await signer.send(
      new StartSigningJobCommand({
        profileName,
        source: {
          s3: { bucketName: BUCKET, key: "hello.zip", version: VersionId },
        },
        destination: { s3: { bucketName: BUCKET, prefix: "signed/" } },
      }),
    );
    for (;;) {
      const { status, statusReason, signedObject } = await signer.send(
        new DescribeSigningJobCommand({ jobId }),
      );
      if (status === "Failed")
        throw new Error(`The signing job failed: ${statusReason}`);
      if (status === "Succeeded") {
        const { Body } = await s3.send(
          new GetObjectCommand({ Bucket: BUCKET, Key: signedObject?.s3?.key }),
        );
        return {
          jobId,
          zip: (await Body?.transformToByteArray()) ?? new Uint8Array(),
        };
      }
      await sleep(20);
    }
  }

  function create(FunctionName: string, ZipFile: Uint8Array) {
    return lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Role,
        CodeSigningConfigArn,
        Code: { ZipFile },
      }),
    );
  }

  function update(ZipFile: Uint8Array) {
    return lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName: "hello", ZipFile }),
    );
  }

  /** Metrics arrive a moment after what they measure, here as in AWS. */
  async function arrived(expected: number): Promise<number> {
    for (let waited = 0; waited < 3000; waited += 50) {
      if ((await refusals()) >= expected) break;
      await sleep(50);
    }
    const count = await refusals();
    if (count !== expected)
      throw new Error(`${count} refusals were counted, not ${expected}.`);
    return count;
  }

  async function refusals(): Promise<number> {
    const now = platform.clock.now();
    const { Datapoints = [] } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: "AWS/Lambda",
        MetricName: "SignatureValidationErrors",
        Dimensions: [{ Name: "FunctionName", Value: "hello" }],
        StartTime: new Date(now - 32 * DAY * 1000),
        EndTime: new Date(now + 60_000),
        Period: 33 * DAY,
        Statistics: ["Sum"],
      }),
    );
    return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
  }
}

/** The same archive, one byte of its code another; sizes and checksums of the zip agree with it again. */
function tampered(zip: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(zip);
  changed[40] = (changed[40] ?? 0) ^ 1;
  return changed;
}

function verdictOf(record: string): readonly string[] {
  const event = JSON.parse(record) as {
    eventName: string;
    errorCode?: string;
    additionalEventData?: { signatureStatus?: string };
  };
  return [
    event.eventName,
    event.additionalEventData?.signatureStatus ?? "",
    event.errorCode ?? "",
  ];
}
