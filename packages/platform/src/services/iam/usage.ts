import { LimitExceededException } from "@aws-sdk/client-iam";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import type { UsageKind } from "./tables.ts";

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
  if ((await countOf(ctx, kind)) >= QUOTAS[kind])
    throw fault(
      LimitExceededException,
      `Cannot exceed quota for ${kind}PerAccount: ${QUOTAS[kind]}`,
    );
  ctx.tally(USAGES).add(1, kind);
}

/** Counts something of a kind as gone. */
export async function countDown(ctx: Context, kind: UsageKind): Promise<void> {
  ctx.tally(USAGES).add(-1, kind);
}

export function countOf(ctx: Context, kind: UsageKind): Promise<number> {
  return ctx.tally(USAGES).count(kind);
}

const USAGES = "iam.usages";
