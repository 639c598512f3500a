import {
  StartPolicyGenerationCommand,
  ValidationException,
} from "@aws-sdk/client-accessanalyzer";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { timeOrderedId } from "../../../core/time-ordered-id.ts";
import { principalIdOf } from "../generation/generate.ts";
import { generationStarted, policyGenerations } from "../tables.ts";

/**
 * Begins to write the least-privilege policy of a user or role from what the platform noted of its calls. Trails may
 * be named as in AWS; all that is noted counts, of every Region.
 */
export const StartPolicyGeneration = operation(StartPolicyGenerationCommand, {
  needs: ({ cloudTrailDetails }) => [
    allow("access-analyzer:StartPolicyGeneration", "*"),
    // The role with which AWS reads the trail is handed over.
    ...(cloudTrailDetails?.accessRole === undefined
      ? []
      : [
          allow("iam:PassRole", cloudTrailDetails.accessRole, {
            "iam:PassedToService": "access-analyzer.amazonaws.com",
          }),
        ]),
  ],

  async handle(
    { policyGenerationDetails, cloudTrailDetails, clientToken },
    ctx,
  ) {
    const { principalArn = "" } = policyGenerationDetails;
    if ((await principalIdOf(principalArn, ctx)) === undefined)
      throw fault(
        ValidationException,
        `The principal ${principalArn} is no user or role of this account.`,
        { reason: "fieldValidationFailed" },
      );
    const known = await repeated(clientToken);
    if (known) return { jobId: known };
    const jobId = timeOrderedId(ctx.now());
    await ctx.table(policyGenerations).put({
      jobId,
      principalArn,
      startedAt: ctx.now(),
      status: "IN_PROGRESS",
      ...(clientToken === undefined ? {} : { clientToken }),
      ...(cloudTrailDetails ? { trail: trailOf() } : {}),
    });
    ctx.emit(generationStarted, { jobId });
    return { jobId };

    /** The job that the same token began: a repeated request begins no second one. */
    async function repeated(
      token: string | undefined,
    ): Promise<string | undefined> {
      if (token === undefined) return undefined;
      const { rows } = await ctx
        .table(policyGenerations)
        .list({ index: "byPrincipal", prefix: [principalArn] });
      return rows.find((job) => job.clientToken === token)?.jobId;
    }

    function trailOf() {
      const { startTime, endTime, trails = [] } = cloudTrailDetails ?? {};
      return {
        startTime: startTime?.getTime() ?? 0,
        endTime: endTime?.getTime() ?? ctx.now(),
        trails: trails.map(({ cloudTrailArn = "", regions, allRegions }) => ({
          cloudTrailArn,
          ...(regions ? { regions } : {}),
          ...(allRegions === undefined ? {} : { allRegions }),
        })),
      };
    }
  },
});
