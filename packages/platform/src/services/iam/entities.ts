import {
  InvalidInputException,
  NoSuchEntityException,
} from "@aws-sdk/client-iam";
import { parseArn } from "../../core/arn.ts";
import type { Context, NeedsContext } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import {
  groups,
  nameKey,
  roles,
  users,
  type Group,
  type Role,
  type User,
} from "../../core/identity/tables.ts";
import { allow, type Need } from "../../core/operation.ts";
import { onGroup } from "./groups.ts";
import { onRole } from "./roles.ts";
import { onUser } from "./users.ts";

/** A user, group or role, for operations that take any of them by its ARN. */
export type Entity = {
  readonly arn: string;
  readonly name: string;
  readonly id: string;
  readonly path: string;
} & (
  | { readonly kind: "user"; readonly row: User }
  | { readonly kind: "group"; readonly row: Group }
  | { readonly kind: "role"; readonly row: Role }
);

/** The permission to do something about a user, group or role (or a managed policy) by its ARN. */
export function onEntity(
  action: string,
  arn: string,
  ctx: NeedsContext,
): Need[] | Promise<Need[]> {
  const [kind, name] = kindAndName(arn);
  if (kind === "user") return onUser(action, name, ctx);
  if (kind === "group") return onGroup(action, name, ctx);
  if (kind === "role") return onRole(action, name, ctx);
  return [allow(`iam:${action}`, arn)];
}

/** A user, group or role of the caller's account by its ARN. @throws Fault InvalidInput, NoSuchEntity */
export async function entityNamed(arn: string, ctx: Context): Promise<Entity> {
  const [kind, name] = kindAndName(arn);
  const entity = await findEntity(kind, name, ctx);
  if (kind === undefined)
    throw fault(
      InvalidInputException,
      `Invalid Entity Arn: ${arn} does not clearly define entity type and name.`,
    );
  if (entity?.arn !== arn)
    throw fault(
      NoSuchEntityException,
      `The ${kind} with name ${name} cannot be found.`,
    );
  return entity;
}

/** The kind and the name in the ARN of a user, group or role. */
export function kindAndName(
  arn: string,
): readonly [Entity["kind"], string] | readonly [undefined, ""] {
  const { service, resource = "" } = parseArn(arn) ?? {};
  const [, kind, name] =
    /^(user|group|role)\/(?:.*\/)?(.+)$/.exec(resource) ?? [];
  return service === "iam" && kind !== undefined && name !== undefined
    ? [kind as Entity["kind"], name]
    : [undefined, ""];
}

async function findEntity(
  kind: Entity["kind"] | undefined,
  name: string,
  ctx: Context,
): Promise<Entity | undefined> {
  const key = nameKey(name);
  if (kind === "user") {
    const row = await ctx.table(users).get(key);
    return row && userEntity(row);
  }
  if (kind === "group") {
    const row = await ctx.table(groups).get(key);
    return row && groupEntity(row);
  }
  const row = kind && (await ctx.table(roles).get(key));
  return row && roleEntity(row);
}

export const userEntity = (row: User): Entity => ({
  kind: "user",
  arn: row.arn,
  name: row.userName,
  id: row.userId,
  path: row.path,
  row,
});

export const groupEntity = (row: Group): Entity => ({
  kind: "group",
  arn: row.arn,
  name: row.groupName,
  id: row.groupId,
  path: row.path,
  row,
});

export const roleEntity = (row: Role): Entity => ({
  kind: "role",
  arn: row.arn,
  name: row.roleName,
  id: row.roleId,
  path: row.path,
  row,
});
