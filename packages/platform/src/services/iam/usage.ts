import { LimitExceededException } from "@aws-sdk/client-iam";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { usages, type UsageKind } from "./tables.ts";

/** What an account may have of each kind (IAM user guide, "IAM and AWS STS quotas": the defaults). */
export const QUOTAS: Readonly<Record<UsageKind, number>> = {
  Users: 5000,
  Groups: 300,
  Roles: 1000,
  Policies: 1500,
  InstanceProfiles: 1000,
};

/** Counts something new of a kind. @throws Fault LimitExceeded */
export async function countUp(ctx: Context, kind: UsageKind): Promise<void> {
  const count = await countOf(ctx, kind);
  if (count >= QUOTAS[kind])
    throw fault(
      LimitExceededException,
      `Cannot exceed quota for ${kind}PerAccount: ${QUOTAS[kind]}`,
    );
  await ctx.table(usages).put({ kind, count: count + 1 });
}

/** Counts something of a kind as gone. */
export async function countDown(ctx: Context, kind: UsageKind): Promise<void> {
  await ctx.table(usages).put({ kind, count: (await countOf(ctx, kind)) - 1 });
}

export async function countOf(ctx: Context, kind: UsageKind): Promise<number> {
  return (await ctx.table(usages).get(kind))?.count ?? 0;
}
