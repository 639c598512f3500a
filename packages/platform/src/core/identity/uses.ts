import type { Context } from "../context.ts";
import { table } from "../table.ts";

/** What a principal did last with one permission on one resource. */
export interface Use {
  /** A user's or role's unique id; the account's id for its root user. */
  readonly principalId: string;
  /** Of the user, the role (not its session) or the root user. */
  readonly principalArn: string;
  /** As `s3:GetObject`. */
  readonly action: string;
  /** An ARN or `*`; one that ends in `*` stands for many, see {@link wider}. Always `*` for refused attempts. */
  readonly resource: string;
  /** Whether it was allowed; refused attempts are noted apart. */
  readonly allowed: boolean;
  /** Milliseconds since the epoch, to the minute or so. */
  readonly at: number;
  readonly region: string;
}

/**
 * Which permissions principals use: the record behind "last accessed" and least-privilege policies. List a
 * principal's with `prefix: [principalId]`. Not among the `iam.` tables: a use changes nothing of what anyone may do.
 */
export const uses = table<Use>()({
  name: "core.uses",
  scope: "account",
  key: ({ principalId, allowed, action, resource }) => [
    principalId,
    allowed ? 1 : 0,
    action,
    resource,
  ],
});

/** The resource with everything after its type (for S3: its bucket) left open, as `arn:aws:s3:::photos/*`. */
export function wider(resource: string): string {
  const found = /^(?:[^:]*:){5}[^:/]*[:/]/.exec(resource);
  return found ? `${found[0]}*` : "*";
}

/** Forgets what a user or role did, once it is deleted: its unique id does not come again. */
export async function forgetUses(
  principalId: string,
  ctx: Context,
): Promise<void> {
  // A look aside: a use that is noted meanwhile must not make the deletion begin again.
  const { rows } = await ctx
    .aside()
    .table(uses)
    .list({ prefix: [principalId] });
  for (const use of rows) await ctx.table(uses).delete(...uses.key(use));
}
