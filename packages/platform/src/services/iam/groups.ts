import { NoSuchEntityException } from "@aws-sdk/client-iam";
import { globalArn } from "../../core/arn.ts";
import type { Context, NeedsContext } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { groups, nameKey, type Group } from "../../core/identity/tables.ts";
import { allow, type Need } from "../../core/operation.ts";
import { wholeSeconds } from "./whole-seconds.ts";

/** The ARN of a group of the caller's account. */
export function groupArn(
  ctx: NeedsContext,
  groupName: string,
  path = "/",
): string {
  return globalArn("iam", ctx.accountId, `group${path}${groupName}`);
}

/** The permission to do something with a group. */
export async function onGroup(
  action: string,
  groupName: string,
  ctx: NeedsContext,
  keys?: Need["keys"],
): Promise<[Need]> {
  const group = await ctx.table(groups).get(nameKey(groupName));
  return [allow(`iam:${action}`, group?.arn ?? groupArn(ctx, groupName), keys)];
}

/** A group of the caller's account. @throws Fault NoSuchEntity */
export async function groupNamed(
  groupName: string,
  ctx: Context,
): Promise<Group> {
  const group = await ctx.table(groups).get(nameKey(groupName));
  if (!group)
    throw fault(
      NoSuchEntityException,
      `The group with name ${groupName} cannot be found.`,
    );
  return group;
}

/** A group as IAM answers it. */
export function shownGroup(group: Group) {
  return {
    Path: group.path,
    GroupName: group.groupName,
    GroupId: group.groupId,
    Arn: group.arn,
    CreateDate: wholeSeconds(group.createdAt),
  };
}
