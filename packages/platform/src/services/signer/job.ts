import { ResourceNotFoundException } from "@aws-sdk/client-signer";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { signingJobs, type SigningJobRow } from "./tables.ts";

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
