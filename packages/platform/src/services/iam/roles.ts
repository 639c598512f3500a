import {
  NoSuchEntityException,
  UnmodifiableEntityException,
} from "@aws-sdk/client-iam";
import { globalArn } from "../../core/arn.ts";
import type { Context, NeedsContext } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { nameKey, roles, type Role } from "../../core/identity/tables.ts";
import { allow, type Need } from "../../core/operation.ts";
import { presentBoundaryKey, shownBoundary } from "./boundaries.ts";
import { shownTrust } from "./documents.ts";
import { principalTagKeys, tagsIfAny } from "./tags.ts";
import { wholeSeconds } from "./whole-seconds.ts";

export const SERVICE_ROLE_PATH = "/aws-service-role/";

/** The ARN of a role of the caller's account. */
export function roleArn(
  ctx: NeedsContext,
  roleName: string,
  path = "/",
): string {
  return globalArn("iam", ctx.accountId, `role${path}${roleName}`);
}

/** The permission to do something with a role; one that does not exist is named as if its path were `/`. */
export async function onRole(
  action: string,
  roleName: string,
  ctx: NeedsContext,
  keys?: Need["keys"],
): Promise<[Need]> {
  const role = await ctx.table(roles).get(nameKey(roleName));
  return [
    allow(`iam:${action}`, role?.arn ?? roleArn(ctx, roleName), {
      ...principalTagKeys(role?.tags),
      ...presentBoundaryKey(action, role?.permissionsBoundary),
      ...keys,
    }),
  ];
}

/** A role of the caller's account. @throws Fault NoSuchEntity */
export async function roleNamed(roleName: string, ctx: Context): Promise<Role> {
  const role = await ctx.table(roles).get(nameKey(roleName));
  if (!role)
    throw fault(
      NoSuchEntityException,
      `The role with name ${roleName} cannot be found.`,
    );
  return role;
}

/** A role that its account may change: service-linked roles are the service's own. @throws Fault NoSuchEntity, UnmodifiableEntity */
export async function ownRole(roleName: string, ctx: Context): Promise<Role> {
  const role = await roleNamed(roleName, ctx);
  if (role.path.startsWith(SERVICE_ROLE_PATH))
    throw fault(
      UnmodifiableEntityException,
      `Cannot perform the operation on the protected role '${role.roleName}' - this role is only modifiable by AWS`,
    );
  return role;
}

/** A role as lists show it. */
export async function shownRole(role: Role, ctx: Context) {
  return {
    Path: role.path,
    RoleName: role.roleName,
    RoleId: role.roleId,
    Arn: role.arn,
    CreateDate: wholeSeconds(role.createdAt),
    AssumeRolePolicyDocument: await shownTrust(
      role.assumeRolePolicyDocument,
      ctx,
    ),
    ...(role.description === undefined
      ? {}
      : { Description: role.description }),
    MaxSessionDuration: role.maxSessionDuration,
  };
}

/** A role as GetRole and CreateRole answer it, with its boundary and tags. */
export async function wholeRole(role: Role, ctx: Context) {
  return {
    ...(await shownRole(role, ctx)),
    ...shownBoundary(role.permissionsBoundary),
    ...tagsIfAny(role.tags),
  };
}
