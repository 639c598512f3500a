import { NoSuchEntityException } from "@aws-sdk/client-iam";
import type { Context, NeedsContext } from "../../core/context.ts";
import { globalArn } from "../../core/arn.ts";
import { fault, type Fault } from "../../core/errors.ts";
import { nameKey, users, type User } from "../../core/identity/tables.ts";
import { allow, type Need } from "../../core/operation.ts";
import { presentBoundaryKey, shownBoundary } from "./boundaries.ts";
import { principalTagKeys, tagsIfAny } from "./tags.ts";
import { wholeSeconds } from "./whole-seconds.ts";

/** The ARN of a user of the caller's account. */
export function userArn(
  ctx: NeedsContext,
  userName: string,
  path = "/",
): string {
  return globalArn("iam", ctx.accountId, `user${path}${userName}`);
}

/** The permission to do something with a user; one that does not exist is named as if its path were `/`. */
export async function onUser(
  action: string,
  userName: string,
  ctx: NeedsContext,
  keys?: Need["keys"],
): Promise<[Need]> {
  const user = await ctx.table(users).get(nameKey(userName));
  return [
    allow(`iam:${action}`, user?.arn ?? userArn(ctx, userName), {
      ...principalTagKeys(user?.tags),
      ...presentBoundaryKey(action, user?.permissionsBoundary),
      ...keys,
    }),
  ];
}

/** A user of the caller's account. @throws Fault NoSuchEntity */
export async function userNamed(userName: string, ctx: Context): Promise<User> {
  const user = await ctx.table(users).get(nameKey(userName));
  if (!user) throw noSuchUser(userName);
  return user;
}

/** What IAM says of a user who is not there. */
export function noSuchUser(userName: string): Fault {
  return fault(
    NoSuchEntityException,
    `The user with name ${userName} cannot be found.`,
  );
}

/** The user whom an operation means that names none: its caller; undefined for the root user. @throws Fault ValidationError */
export function ownUserName({ caller }: NeedsContext): string | undefined {
  if (caller.type === "IAMUser") return caller.userName;
  if (caller.type === "Root") return undefined;
  throw fault(
    "ValidationError",
    "Must specify userName when calling with non-User credentials",
    400,
  );
}

/** The user that is named, or the calling one. @throws Fault ValidationError for the root user and sessions */
export function nameOrOwn(
  UserName: string | undefined,
  ctx: NeedsContext,
): string {
  const name = UserName ?? ownUserName(ctx);
  if (name === undefined)
    throw fault(
      "ValidationError",
      "Must specify userName when calling with non-User credentials",
      400,
    );
  return name;
}

/** A user as lists show it. */
export function shownUser(user: User) {
  return {
    Path: user.path,
    UserName: user.userName,
    UserId: user.userId,
    Arn: user.arn,
    CreateDate: wholeSeconds(user.createdAt),
  };
}

/** A user as GetUser and CreateUser answer it, with its boundary and tags. */
export function wholeUser(user: User) {
  return {
    ...shownUser(user),
    ...shownBoundary(user.permissionsBoundary),
    ...tagsIfAny(user.tags),
  };
}
