import { ValidationException } from "@aws-sdk/client-accessanalyzer";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { policyGenerations, type PolicyGenerationRow } from "../tables.ts";

/** @throws Fault ValidationException for an id that no generation has */
export async function findGeneration(
  jobId: string,
  ctx: Context,
): Promise<PolicyGenerationRow> {
  const job = await ctx.table(policyGenerations).get(jobId);
  if (!job)
    throw fault(
      ValidationException,
      `There is no policy generation with the job id ${jobId}.`,
      { reason: "fieldValidationFailed" },
    );
  return job;
}
