import { GetGeneratedPolicyCommand } from "@aws-sdk/client-accessanalyzer";
import { allow, operation } from "../../../core/operation.ts";
import { findGeneration } from "../generation/job.ts";
import { leastPrivilege } from "../generation/least-privilege.ts";
import { withPlaceholders } from "../generation/placeholders.ts";

/**
 * The policy that a generation wrote. Its resources are those that were used; with includeResourcePlaceholders, forms
 * to fill in, as AWS gives them. A service-level template adds nothing: of every service the actions are known.
 */
export const GetGeneratedPolicy = operation(GetGeneratedPolicyCommand, {
  needs: () => [allow("access-analyzer:GetGeneratedPolicy", "*")],

  async handle({ jobId, includeResourcePlaceholders = false }, ctx) {
    const job = await findGeneration(jobId, ctx);
    const used = job.permissions ?? [];
    const policies = leastPrivilege(
      includeResourcePlaceholders ? await withPlaceholders(used) : used,
    );
    return {
      jobDetails: {
        jobId,
        status: job.status,
        startedOn: new Date(job.startedAt),
        ...(job.completedAt === undefined
          ? {}
          : { completedOn: new Date(job.completedAt) }),
        ...(job.failure === undefined
          ? {}
          : {
              jobError: {
                code: "RESOURCE_NOT_FOUND_ERROR" as const,
                message: job.failure,
              },
            }),
      },
      generatedPolicyResult: {
        properties: {
          isComplete: job.status === "SUCCEEDED",
          principalArn: job.principalArn,
          ...(job.trail
            ? {
                cloudTrailProperties: {
                  trailProperties: job.trail.trails.map(
                    ({ regions, ...trail }) => ({
                      ...trail,
                      ...(regions ? { regions: [...regions] } : {}),
                    }),
                  ),
                  startTime: new Date(job.trail.startTime),
                  endTime: new Date(job.trail.endTime),
                },
              }
            : {}),
        },
        generatedPolicies: policies.map((policy) => ({ policy })),
      },
    };
  },
});
