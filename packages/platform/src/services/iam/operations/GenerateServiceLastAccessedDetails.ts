import { randomUUID } from "node:crypto";
import { GenerateServiceLastAccessedDetailsCommand } from "@aws-sdk/client-iam";
import type { Context } from "../../../core/context.ts";
import { operation } from "../../../core/operation.ts";
import { onEntity } from "../entities.ts";
import { lastAccessedJobs } from "../last-accessed/jobs.ts";
import { reportOn } from "../last-accessed/report.ts";
import { subjectsOf } from "../last-accessed/subjects.ts";

const KEPT_FOR = 7 * 24 * 3_600_000;

/** Reports when a user, group, role or policy last used each service that it may use. */
export const GenerateServiceLastAccessedDetails = operation(
  GenerateServiceLastAccessedDetailsCommand,
  {
    needs: ({ Arn }, ctx) =>
      onEntity("GenerateServiceLastAccessedDetails", Arn, ctx),

    async handle({ Arn, Granularity: granularity = "SERVICE_LEVEL" }, ctx) {
      // What is used meanwhile must not make the report begin again.
      const reads = ctx.aside();
      const subjects = await subjectsOf(Arn, reads);
      const jobId = randomUUID();
      await ctx.table(lastAccessedJobs).put({
        jobId,
        granularity,
        createdAt: ctx.now(),
        ...(await reportOn(subjects, granularity, reads)),
      });
      await forgetOld(ctx);
      return { JobId: jobId };
    },
  },
);

async function forgetOld(ctx: Context): Promise<void> {
  const { rows } = await ctx
    .aside()
    .table(lastAccessedJobs)
    .list({
      index: "byTime",
      to: [Math.max(0, ctx.now() - KEPT_FOR)],
      limit: 50,
    });
  for (const { jobId } of rows) await ctx.table(lastAccessedJobs).delete(jobId);
}
