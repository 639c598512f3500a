import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import {
  DescribeSigningJobCommand,
  PutSigningProfileCommand,
  StartSigningJobCommand,
  type DescribeSigningJobCommandOutput,
  type SignatureValidityPeriod,
} from "@aws-sdk/client-signer";
import { writeZip } from "@gatehouse/signing";
import type { Clients } from "../../../../testing/cloud.ts";

export const BUCKET = "packages";

/** A package with one file. */
export function plainZip(): Uint8Array {
  return writeZip([
    { name: "index.js", body: "exports.handler = async () => 1;\n" },
  ]);
}

/** A versioned bucket with an object in it; answers the object's version. */
export async function uploaded(
  clients: Clients,
  key: string,
  body: Uint8Array,
): Promise<string> {
  await clients.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await clients.s3.send(
    new PutBucketVersioningCommand({
      Bucket: BUCKET,
      VersioningConfiguration: { Status: "Enabled" },
    }),
  );
  const { VersionId = "" } = await clients.s3.send(
    new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }),
  );
  return VersionId;
}

/** A profile for Lambda; answers its version's ARN. */
export async function madeProfile(
  clients: Clients,
  profileName: string,
  signatureValidityPeriod?: SignatureValidityPeriod,
): Promise<string> {
  const { profileVersionArn = "" } = await clients.signer.send(
    new PutSigningProfileCommand({
      profileName,
      platformId: "AWSLambda-SHA384-ECDSA",
      ...(signatureValidityPeriod ? { signatureValidityPeriod } : {}),
    }),
  );
  return profileVersionArn;
}

/** The input of a signing job from and to the test's bucket. */
export function jobInput(profileName: string, key: string, version: string) {
  return {
    profileName,
    source: { s3: { bucketName: BUCKET, key, version } },
    destination: { s3: { bucketName: BUCKET, prefix: "signed/" } },
  };
}

/** Waits until a job has ended, as the SDK's waiter does. */
export async function ended(
  { signer }: Clients,
  jobId: string,
): Promise<DescribeSigningJobCommandOutput> {
  for (;;) {
    const job = await signer.send(new DescribeSigningJobCommand({ jobId }));
    if (job.status !== "InProgress") return job;
    await sleep(10);
  }
}

/** Signs an object and answers the signed package. */
export async function signedObject(
  clients: Clients,
  profileName: string,
  key: string,
  version: string,
) {
  const { jobId = "" } = await clients.signer.send(
    new StartSigningJobCommand(jobInput(profileName, key, version)),
  );
  const job = await ended(clients, jobId);
  const { Body } = await clients.s3.send(
    new GetObjectCommand({ Bucket: BUCKET, Key: job.signedObject?.s3?.key }),
  );
  return {
    jobId,
    job,
    bytes: (await Body?.transformToByteArray()) ?? new Uint8Array(),
  };
}
