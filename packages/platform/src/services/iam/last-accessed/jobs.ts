import { NoSuchEntityException } from "@aws-sdk/client-iam";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { table } from "../../../core/table.ts";
import type { Entity } from "../entities.ts";

/** When something was used last. */
export interface LastUsed {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly region: string;
}

/** A service that the report's subject may use, and who did. */
export interface ServiceUse {
  readonly namespace: string;
  readonly name: string;
  /** By the unique ids of those who used it. */
  readonly by: Readonly<Record<string, LastUsed>>;
  /** By name; only in reports of actions. `id` tells whose use was the last. */
  readonly actions?: Readonly<
    Record<string, (LastUsed & { readonly id: string }) | null>
  >;
}

/** What a report is about: the subject itself, or everyone whom a group or policy gives its permissions. */
export type Subject = Pick<Entity, "kind" | "arn" | "name" | "id" | "path">;

/** A finished "last accessed" report: IAM's jobs, which here are done when they are asked for. */
export interface LastAccessedJob {
  readonly jobId: string;
  readonly granularity: "SERVICE_LEVEL" | "ACTION_LEVEL";
  readonly createdAt: number;
  readonly subjects: readonly Subject[];
  readonly services: readonly ServiceUse[];
}

/** Not among the `iam.` tables: a report changes nothing of what anyone may do. */
export const lastAccessedJobs = table<LastAccessedJob>()({
  name: "iam-reports.last-accessed",
  scope: "account",
  key: ({ jobId }) => [jobId],
  indexes: { byTime: ({ createdAt }) => [[createdAt]] },
});

/** A report of the caller's account. @throws Fault NoSuchEntity */
export async function jobOf(
  jobId: string,
  ctx: Context,
): Promise<LastAccessedJob> {
  const job = await ctx.table(lastAccessedJobs).get(jobId);
  if (!job)
    throw fault(NoSuchEntityException, `Job with id ${jobId} cannot be found.`);
  return job;
}

/** The latest of several uses, and whose it was. */
export function latest(
  by: Readonly<Record<string, LastUsed>>,
): (LastUsed & { readonly id: string }) | undefined {
  return Object.entries(by)
    .map(([id, use]) => ({ ...use, id }))
    .toSorted((a, b) => b.at - a.at)[0];
}
