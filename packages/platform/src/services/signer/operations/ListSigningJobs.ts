import {
  ListSigningJobsCommand,
  ValidationException,
} from "@aws-sdk/client-signer";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { filteredPage } from "../../../core/page.ts";
import { jobSummary } from "../describe.ts";
import { signingJobs, type SigningJobRow } from "../tables.ts";

/** The account's jobs, newest first. */
export const ListSigningJobs = operation(ListSigningJobsCommand, {
  needs: () => [allow("signer:ListSigningJobs", "*")],

  async handle({ maxResults = 25, nextToken, ...filters }, ctx) {
    const found = await filteredPage(
      ctx.table(signingJobs),
      {
        index: "byOwner",
        prefix: [ctx.accountId, ctx.region],
        reverse: true,
        limit: maxResults,
      },
      (job) => matches(job, filters),
      nextToken,
      () => fault(ValidationException, "The next token is not valid."),
    );
    return {
      jobs: found.rows.map(jobSummary),
      ...(found.nextToken === undefined ? {} : { nextToken: found.nextToken }),
    };
  },
});

interface Filters {
  readonly status?: string | undefined;
  readonly platformId?: string | undefined;
  readonly requestedBy?: string | undefined;
  readonly jobInvoker?: string | undefined;
  readonly isRevoked?: boolean | undefined;
  readonly signatureExpiresBefore?: Date | undefined;
  readonly signatureExpiresAfter?: Date | undefined;
}

function matches(job: SigningJobRow, filters: Filters): boolean {
  const {
    isRevoked,
    signatureExpiresBefore: before,
    signatureExpiresAfter: after,
  } = filters;
  const equal = (
    ["status", "platformId", "requestedBy", "jobInvoker"] as const
  ).every((name) => filters[name] === undefined || job[name] === filters[name]);
  return (
    equal &&
    (isRevoked === undefined || (job.revocation !== undefined) === isRevoked) &&
    (before === undefined || job.signatureExpiresAt < before.getTime()) &&
    (after === undefined || job.signatureExpiresAt > after.getTime())
  );
}
