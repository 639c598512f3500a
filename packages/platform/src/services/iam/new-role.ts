import type { Context } from "../../core/context.ts";
import {
  nameKey,
  principalIds,
  roles,
  type Role,
} from "../../core/identity/tables.ts";
import { uniqueId } from "../../core/random.ts";
import { roleArn } from "./roles.ts";
import { forgetUses } from "../../core/identity/uses.ts";
import { countDown, countUp } from "./usage.ts";

/** What a role is made of; the rest follows from it. */
export type NewRole = Omit<
  Role,
  "roleId" | "arn" | "createdAt" | "inlinePolicies"
>;

/** Puts a new role, its unique id and its count down. @throws Fault LimitExceeded */
export async function addRole(given: NewRole, ctx: Context): Promise<Role> {
  await countUp(ctx, "Roles");
  const role: Role = {
    ...given,
    roleId: uniqueId("AROA"),
    arn: roleArn(ctx, given.roleName, given.path),
    createdAt: ctx.now(),
    inlinePolicies: {},
  };
  await ctx.table(roles).put(role);
  await ctx.table(principalIds).put({ id: role.roleId, arn: role.arn });
  return role;
}

/** Takes a role away, with its unique id and its count. */
export async function removeRole(role: Role, ctx: Context): Promise<void> {
  await ctx.table(roles).delete(nameKey(role.roleName));
  await ctx.table(principalIds).delete(role.roleId);
  await forgetUses(role.roleId, ctx);
  await countDown(ctx, "Roles");
}
