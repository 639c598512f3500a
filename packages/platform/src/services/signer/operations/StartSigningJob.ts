import { randomUUID } from "node:crypto";
import {
  GetBucketLocationCommand,
  HeadObjectCommand,
} from "@aws-sdk/client-s3";
import {
  AccessDeniedException,
  ResourceNotFoundException,
  StartSigningJobCommand,
  ValidationException,
} from "@aws-sdk/client-signer";
import type { Context } from "../../../core/context.ts";
import { Fault, fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { newJob } from "../job.ts";
import { LAMBDA } from "../platforms.ts";
import { activeProfileOf, needOnProfile } from "../profile.ts";
import { jobStarted, requestTokens, signingJobs } from "../tables.ts";

/**
 * Starts signing an object of S3 into another, asynchronously. Source and destination are read and written
 * with the caller's rights; a repeated request token gets the first answer.
 */
export const StartSigningJob = operation(StartSigningJobCommand, {
  needs: async ({ profileName, profileOwner }, ctx) => [
    await needOnProfile(
      "signer:StartSigningJob",
      profileName,
      ctx,
      profileOwner,
    ),
  ],

  async handle(
    { profileName, profileOwner, source, destination, clientRequestToken },
    ctx,
  ) {
    const jobOwner = profileOwner ?? ctx.accountId;
    const token = clientRequestToken ?? randomUUID();
    const known = await ctx.table(requestTokens).get(token);
    if (known) return { jobId: known.jobId, jobOwner: known.jobOwner };

    const profile = await activeProfileOf(ctx, profileName, {
      accountId: jobOwner,
      region: ctx.region,
    });
    if (profile.platformId !== LAMBDA)
      throw fault(
        ValidationException,
        `Platform ${profile.platformId} signs payloads: use SignPayload.`,
      );
    const from = await readable(source?.s3, ctx);
    const to = await writable(destination?.s3, ctx);

    const jobId = randomUUID();
    await ctx.table(signingJobs).put({
      ...newJob(jobId, profile, jobOwner, ctx),
      source: from,
      destination: to,
      status: "InProgress",
      statusReason: "Signing In Progress",
    });
    await ctx.table(requestTokens).put({ token, jobId, jobOwner });
    ctx.emit(jobStarted, { jobId, caller: ctx.caller });
    return { jobId, jobOwner };
  },
});

interface Location {
  readonly bucketName?: string | undefined;
  readonly key?: string | undefined;
  readonly version?: string | undefined;
  readonly prefix?: string | undefined;
}

/** The source, which the caller may read, in this Region. */
async function readable(location: Location | undefined, ctx: Context) {
  const { bucketName, key, version } = location ?? {};
  if (bucketName === undefined || key === undefined || version === undefined)
    throw fault(
      ValidationException,
      "A source in S3 needs a bucket name, a key and a version.",
    );
  await sameRegion(bucketName, ctx);
  await ctx
    .send(
      new HeadObjectCommand({
        Bucket: bucketName,
        Key: key,
        VersionId: version,
      }),
      { as: "caller" },
    )
    .catch(
      refused(`the object ${key} (version ${version}) in bucket ${bucketName}`),
    );
  return { bucketName, key, version };
}

/** The destination, into which the caller may write, in this Region. */
async function writable(location: Location | undefined, ctx: Context) {
  const { bucketName, prefix = "" } = location ?? {};
  if (bucketName === undefined)
    throw fault(
      ValidationException,
      "A destination in S3 needs a bucket name.",
    );
  await sameRegion(bucketName, ctx);
  if (
    !(await ctx.permits(
      "s3:PutObject",
      `arn:aws:s3:::${bucketName}/${prefix}*`,
    ))
  )
    throw fault(
      AccessDeniedException,
      `The caller may not write to bucket ${bucketName}.`,
    );
  return { bucketName, prefix };
}

/** Refuses a bucket of another Region, as far as the caller may know a bucket's Region. */
async function sameRegion(bucketName: string, ctx: Context): Promise<void> {
  const location = await ctx
    .send(new GetBucketLocationCommand({ Bucket: bucketName }), {
      as: "caller",
    })
    .catch((error: unknown) => {
      if (error instanceof Fault && error.status === 403) return undefined;
      return refused(`the bucket ${bucketName}`)(error);
    });
  if (location && (location.LocationConstraint || "us-east-1") !== ctx.region)
    throw fault(
      ValidationException,
      `The bucket ${bucketName} is not in Region ${ctx.region}.`,
    );
}

/** S3's refusals in Signer's words. */
function refused(what: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof Fault) || error.side === "server") throw error;
    if (/^(NoSuch|NotFound|404)/.test(error.name))
      throw fault(ResourceNotFoundException, `S3 does not have ${what}.`);
    if (error.name === "AccessDenied" || error.status === 403)
      throw fault(AccessDeniedException, `The caller may not use ${what}.`);
    throw fault(ValidationException, `S3 refused ${what}: ${error.message}`);
  };
}
