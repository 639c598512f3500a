import type { Context } from "../../../core/context.ts";
import { parseArn } from "../../../core/arn.ts";
import { nameKey, roles, users } from "../../../core/identity/tables.ts";
import { uses } from "../../../core/identity/uses.ts";
import {
  policyGenerations,
  type PolicyGenerationRow,
  type UsedPermission,
} from "../tables.ts";

/** Finishes a generation: looks up what its principal was allowed to do, as the platform noted it. */
export async function generate(
  { jobId }: { jobId: string },
  ctx: Context,
): Promise<void> {
  const job = await ctx.table(policyGenerations).get(jobId);
  if (job?.status !== "IN_PROGRESS") return;
  // Uses are noted all the time: read aside, they cannot make this unit begin again.
  const principalId = await principalIdOf(job.principalArn, ctx);
  const completedAt = ctx.now();
  await ctx.table(policyGenerations).put(
    principalId === undefined
      ? {
          ...job,
          completedAt,
          status: "FAILED",
          failure: `The principal ${job.principalArn} does not exist any more.`,
        }
      : {
          ...job,
          completedAt,
          status: "SUCCEEDED",
          permissions: await usedBy(principalId, job, ctx.aside()),
        },
  );
}

/** The unique id of a user or role of the account; undefined where there is none of the ARN. */
export async function principalIdOf(
  principalArn: string,
  ctx: Pick<Context, "table" | "accountId">,
): Promise<string | undefined> {
  const { accountId, resource = "" } = parseArn(principalArn) ?? {};
  if (accountId !== ctx.accountId) return undefined;
  const name = nameKey(resource.split("/").at(-1) ?? "");
  const found = resource.startsWith("role/")
    ? await ctx.table(roles).get(name)
    : resource.startsWith("user/")
      ? await ctx.table(users).get(name)
      : undefined;
  if (found?.arn !== principalArn) return undefined;
  return "roleId" in found ? found.roleId : found.userId;
}

/**
 * What the principal was allowed and did. The platform knows when a permission was used last: one that was used
 * after the end of the time asked for may have been used within it as well, and is kept.
 */
async function usedBy(
  principalId: string,
  { trail }: PolicyGenerationRow,
  ctx: Context,
): Promise<readonly UsedPermission[]> {
  const { rows } = await ctx.table(uses).list({ prefix: [principalId, 1] });
  return rows
    .filter(({ at }) => at >= (trail?.startTime ?? 0))
    .map(({ action, resource }) => ({ action, resource }));
}
