import { DescribeSigningJobCommand } from "@aws-sdk/client-signer";
import { allow, operation } from "../../../core/operation.ts";
import { jobDescription } from "../describe.ts";
import { jobOf } from "../job.ts";
import { jobArn } from "../tables.ts";

export const DescribeSigningJob = operation(DescribeSigningJobCommand, {
  needs: ({ jobId }, ctx) => [
    allow("signer:DescribeSigningJob", jobArn(ctx, jobId)),
  ],

  async handle({ jobId }, ctx) {
    return jobDescription(await jobOf(ctx, jobId));
  },
});
