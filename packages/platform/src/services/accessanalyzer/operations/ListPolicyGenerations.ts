import { ListPolicyGenerationsCommand } from "@aws-sdk/client-accessanalyzer";
import { allow, operation } from "../../../core/operation.ts";
import { page } from "../../../core/page.ts";
import { invalidToken } from "../page.ts";
import { policyGenerations } from "../tables.ts";

const PAGE = 100;

/** The generations of the account, or of one principal, newest first. */
export const ListPolicyGenerations = operation(ListPolicyGenerationsCommand, {
  needs: () => [allow("access-analyzer:ListPolicyGenerations", "*")],

  async handle({ principalArn, maxResults = PAGE, nextToken }, ctx) {
    const found = await page(
      ctx.table(policyGenerations),
      {
        limit: maxResults,
        reverse: true,
        ...(principalArn === undefined
          ? {}
          : { index: "byPrincipal", prefix: [principalArn] }),
      },
      nextToken,
      invalidToken,
    );
    return {
      policyGenerations: found.rows.map((job) => ({
        jobId: job.jobId,
        principalArn: job.principalArn,
        status: job.status,
        startedOn: new Date(job.startedAt),
        ...(job.completedAt === undefined
          ? {}
          : { completedOn: new Date(job.completedAt) }),
      })),
      ...(found.nextToken === undefined ? {} : { nextToken: found.nextToken }),
    };
  },
});
