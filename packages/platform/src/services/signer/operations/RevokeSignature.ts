import {
  RevokeSignatureCommand,
  ValidationException,
} from "@aws-sdk/client-signer";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { revokedJobs } from "../../../core/trust/tables.ts";
import { jobOf } from "../job.ts";
import { jobArn, signingJobs } from "../tables.ts";

/** The signature of a job counts no more, for good. */
export const RevokeSignature = operation(RevokeSignatureCommand, {
  needs: async ({ jobId, jobOwner = "" }, ctx) => {
    const job = await ctx.table(signingJobs).get(jobId);
    const place = { accountId: jobOwner || ctx.accountId, region: ctx.region };
    return [
      allow("signer:RevokeSignature", jobArn(place, jobId), {
        "signer:ProfileVersion": job?.profileVersion,
      }),
    ];
  },

  async handle({ jobId, jobOwner, reason }, ctx) {
    const job = await jobOf(ctx, jobId, jobOwner ?? ctx.accountId);
    if (job.status !== "Succeeded")
      throw fault(
        ValidationException,
        `Signing job ${jobId} has no signature: it is ${job.status}.`,
      );
    if (job.revocation) return {};

    const revocation = {
      reason,
      revokedAt: ctx.now(),
      revokedBy: ctx.caller.arn,
    };
    await ctx.table(signingJobs).put({ ...job, revocation });
    const place = { accountId: job.jobOwner, region: job.region };
    await ctx
      .table(revokedJobs)
      .put({ jobArn: jobArn(place, jobId), ...revocation });
    return {};
  },
});
