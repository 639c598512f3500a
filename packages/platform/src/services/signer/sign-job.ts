import { Readable } from "node:stream";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import {
  fileSource,
  identityFromPem,
  issueSigner,
  signPackage,
  type SigningIdentity,
} from "@gatehouse/signing";
import type { Caller } from "../../core/caller.ts";
import type { Context } from "../../core/context.ts";
import { Fault } from "../../core/errors.ts";
import { signingAuthority } from "../../core/trust/authority.ts";
import type { BlobRef } from "../../store/blobs.ts";
import {
  jobArn,
  placeOf,
  profileVersionArn,
  signingJobs,
  type SigningJobRow,
} from "./tables.ts";

/** How a job ends. */
type Ending = { readonly signedKey: string } | { readonly failure: string };

/**
 * Signs the package of a job: S3 to S3, with the rights of whoever started it. Delivered again after a
 * crash it signs again, to the same key, which harms nothing.
 */
export async function signJob(
  { jobId, caller }: { jobId: string; caller: Caller },
  ctx: Context,
): Promise<void> {
  const job = await ctx.table(signingJobs).get(jobId);
  if (job?.status !== "InProgress") return;
  const ending = await signed(job, caller, ctx).catch(asFailure);
  await ctx.table(signingJobs).put({
    ...job,
    completedAt: ctx.now(),
    ...("failure" in ending
      ? { status: "Failed", statusReason: ending.failure }
      : {
          status: "Succeeded",
          statusReason: "Signing Succeeded",
          signedKey: ending.signedKey,
        }),
  });
}

/** A fresh three-day certificate of the installation's authority, and its key. */
export async function freshIdentity(
  ctx: Pick<Context, "table" | "now">,
): Promise<SigningIdentity> {
  const issue = issueSigner(await signingAuthority(ctx), new Date(ctx.now()));
  if (!issue.ok) throw new Error(issue.message);
  return identityFromPem(issue.chainPem, issue.privateKeyPem);
}

async function signed(
  job: SigningJobRow,
  caller: Caller,
  ctx: Context,
): Promise<Ending> {
  const { destination } = job;
  const source = await fetched(job, caller, ctx);
  await using file = await fileSource(ctx.blobs.path(source));
  const result = await signPackage(file, {
    identity: await freshIdentity(ctx),
    jobArn: jobArn(placeOf(job), job.jobId),
    profileVersionArn: profileVersionArn(placeOf(job), job),
    signingTime: new Date(ctx.now()),
    expiresAt: new Date(job.signatureExpiresAt),
  });
  if (!result.ok)
    return {
      failure: `The zip file ${FAILURES[result.code]}. ${result.message}`,
    };

  const signedKey = `${destination?.prefix ?? ""}${job.jobId}.zip`;
  await ctx.send(
    new PutObjectCommand({
      Bucket: destination?.bucketName,
      Key: signedKey,
      Body: Readable.from(result.write()),
      ContentLength: result.size,
    }),
    { as: caller },
  );
  return { signedKey };
}

const FAILURES = {
  empty: "is empty",
  "already-signed": "already has a signature",
  malformed: "is malformed",
} as const;

/** The source in a file: signing reads it twice, at random, and never has it whole in memory. */
async function fetched(
  { source }: SigningJobRow,
  caller: Caller,
  ctx: Context,
): Promise<BlobRef> {
  const { Body } = await ctx.send(
    new GetObjectCommand({
      Bucket: source?.bucketName,
      Key: source?.key,
      VersionId: source?.version,
    }),
    { as: caller },
  );
  if (Body === undefined)
    throw new Error("S3 answered an object without a body.");
  return ctx.blobs.write(
    Body instanceof Uint8Array ? [Body] : (Body as AsyncIterable<Uint8Array>),
  );
}

/** What S3 refuses ends the job; anything else is the platform's own fault and tried again. */
function asFailure(error: unknown): Ending {
  if (error instanceof Fault && error.side === "client")
    return { failure: `${error.name}: ${error.message}` };
  throw error;
}
