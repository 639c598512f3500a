import {
  CancelPolicyGenerationCommand,
  ValidationException,
} from "@aws-sdk/client-accessanalyzer";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { findGeneration } from "../generation/job.ts";
import { policyGenerations } from "../tables.ts";

/** Ends a generation that is under way. */
export const CancelPolicyGeneration = operation(CancelPolicyGenerationCommand, {
  needs: () => [allow("access-analyzer:CancelPolicyGeneration", "*")],

  async handle({ jobId }, ctx) {
    const job = await findGeneration(jobId, ctx);
    if (job.status !== "IN_PROGRESS")
      throw fault(
        ValidationException,
        `The policy generation ${jobId} is not in progress.`,
        { reason: "other" },
      );
    await ctx
      .table(policyGenerations)
      .put({ ...job, status: "CANCELED", completedAt: ctx.now() });
    return {};
  },
});
