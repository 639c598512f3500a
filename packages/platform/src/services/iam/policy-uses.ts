import type { Context } from "../../core/context.ts";
import { groups, roles, users } from "../../core/identity/tables.ts";

/** How often a managed policy is attached, and how many principals it bounds. */
export interface Uses {
  readonly attachments: number;
  readonly boundaries: number;
}

export const UNUSED: Uses = { attachments: 0, boundaries: 0 };

/** How one policy is used. */
export async function usesOf(arn: string, ctx: Context): Promise<Uses> {
  const { users, groups, roles } = await attachedTo(arn, ctx);
  const bounded = await boundedBy(arn, ctx);
  return {
    attachments: users.length + groups.length + roles.length,
    boundaries: bounded.users.length + bounded.roles.length,
  };
}

/** Whom a policy is attached to. */
export async function attachedTo(arn: string, ctx: Context) {
  const listing = { index: "byPolicy", prefix: [arn] };
  return {
    users: (await ctx.table(users).list(listing)).rows,
    groups: (await ctx.table(groups).list(listing)).rows,
    roles: (await ctx.table(roles).list(listing)).rows,
  };
}

/** Whom a policy bounds. */
export async function boundedBy(arn: string, ctx: Context) {
  const listing = { index: "byBoundary", prefix: [arn] };
  return {
    users: (await ctx.table(users).list(listing)).rows,
    roles: (await ctx.table(roles).list(listing)).rows,
  };
}

/** How every policy in use is used, by its ARN: one pass for a whole list. */
export async function allUses(
  ctx: Context,
): Promise<ReadonlyMap<string, Uses>> {
  const uses = new Map<string, Uses>();
  const add = (arn: string, more: Uses): void => {
    const known = uses.get(arn) ?? UNUSED;
    uses.set(arn, {
      attachments: known.attachments + more.attachments,
      boundaries: known.boundaries + more.boundaries,
    });
  };
  const bounded = [
    ...(await ctx.table(users).list()).rows,
    ...(await ctx.table(roles).list()).rows,
  ];
  for (const { permissionsBoundary } of bounded)
    if (permissionsBoundary !== undefined)
      add(permissionsBoundary, { attachments: 0, boundaries: 1 });
  for (const holder of [...bounded, ...(await ctx.table(groups).list()).rows])
    for (const arn of holder.attachedPolicies)
      add(arn, { attachments: 1, boundaries: 0 });
  return uses;
}
