import {
  NoSuchEntityException,
  RemoveUserFromGroupCommand,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { nameKey, users } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { groupNamed, onGroup } from "../groups.ts";
import { userNamed } from "../users.ts";

export const RemoveUserFromGroup = operation(RemoveUserFromGroupCommand, {
  needs: ({ GroupName }, ctx) => onGroup("RemoveUserFromGroup", GroupName, ctx),

  async handle({ GroupName, UserName }, ctx) {
    const { groupName } = await groupNamed(GroupName, ctx);
    const user = await userNamed(UserName, ctx);
    const groups = user.groups.filter(
      (name) => nameKey(name) !== nameKey(groupName),
    );
    if (groups.length === user.groups.length)
      throw fault(
        NoSuchEntityException,
        `User ${UserName} is not in group ${GroupName}.`,
      );
    await ctx.table(users).put({ ...user, groups });
    return {};
  },
});
