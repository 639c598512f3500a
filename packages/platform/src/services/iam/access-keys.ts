import { NoSuchEntityException } from "@aws-sdk/client-iam";
import { globalArn } from "../../core/arn.ts";
import type { Context, NeedsContext } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import {
  accessKeys,
  nameKey,
  type AccessKey,
} from "../../core/identity/tables.ts";
import { allow, type Need } from "../../core/operation.ts";
import { onUser, ownUserName, userNamed } from "./users.ts";

/** The permission to do something with the keys of a user; without a name, with the caller's own. */
export async function onKeyHolder(
  action: string,
  UserName: string | undefined,
  ctx: NeedsContext,
): Promise<[Need]> {
  const name = UserName ?? ownUserName(ctx);
  return name === undefined
    ? [allow(`iam:${action}`, globalArn("iam", ctx.accountId, "root"))]
    : onUser(action, name, ctx);
}

/** Whose keys are meant: a user, by the name it has; undefined for the root user. @throws Fault NoSuchEntity */
export async function keyHolder(
  UserName: string | undefined,
  ctx: Context,
): Promise<string | undefined> {
  const name = UserName ?? ownUserName(ctx);
  return name === undefined ? undefined : (await userNamed(name, ctx)).userName;
}

/** The keys of a user, or of the root user. */
export async function keysOf(
  userName: string | undefined,
  ctx: Context,
): Promise<readonly AccessKey[]> {
  const { rows } = await ctx.table(accessKeys).list({
    index: "byUser",
    prefix: [ctx.accountId, nameKey(userName ?? "")],
  });
  return rows;
}

/** One key of a user, or of the root user. @throws Fault NoSuchEntity */
export async function keyOf(
  userName: string | undefined,
  accessKeyId: string,
  ctx: Context,
): Promise<AccessKey> {
  const key = await ctx.table(accessKeys).get(accessKeyId);
  if (key?.accountId !== ctx.accountId || key.userName !== userName)
    throw fault(
      NoSuchEntityException,
      `The Access Key with id ${accessKeyId} cannot be found.`,
    );
  return key;
}
