import { ResourceNotFoundException } from "@aws-sdk/client-signer";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { expiryOf } from "./profile.ts";
import {
  signingJobs,
  type SigningJobRow,
  type SigningProfileRow,
} from "./tables.ts";

/** What is said of every new job: its profile and its account, and who started it. */
export function newJob(
  jobId: string,
  profile: SigningProfileRow,
  jobOwner: string,
  ctx: Pick<Context, "accountId" | "region" | "caller" | "now">,
) {
  const { profileName, profileVersion, platformId, validity } = profile;
  const createdAt = ctx.now();
  return {
    jobId,
    profileName,
    profileVersion,
    platformId,
    jobOwner,
    jobInvoker: ctx.accountId,
    region: ctx.region,
    requestedBy: ctx.caller.arn,
    createdAt,
    signatureExpiresAt: expiryOf(validity, createdAt),
  };
}

/** A job that an account owns or started. @throws Fault ResourceNotFoundException */
export async function jobOf(
  ctx: Pick<Context, "table" | "accountId" | "region">,
  jobId: string,
  accountId: string = ctx.accountId,
): Promise<SigningJobRow> {
  const job = await ctx.table(signingJobs).get(jobId);
  if (
    !job ||
    job.region !== ctx.region ||
    (job.jobOwner !== accountId && job.jobInvoker !== accountId)
  )
    throw fault(ResourceNotFoundException, `Signing job ${jobId} not found.`);
  return job;
}
