import {
  AddUserToGroupCommand,
  LimitExceededException,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { nameKey, users } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { groupNamed, onGroup } from "../groups.ts";
import { userNamed } from "../users.ts";

const GROUPS_AT_MOST = 10;

export const AddUserToGroup = operation(AddUserToGroupCommand, {
  needs: ({ GroupName }, ctx) => onGroup("AddUserToGroup", GroupName, ctx),

  async handle({ GroupName, UserName }, ctx) {
    const { groupName } = await groupNamed(GroupName, ctx);
    const user = await userNamed(UserName, ctx);
    if (user.groups.some((name) => nameKey(name) === nameKey(groupName)))
      return {};
    if (user.groups.length >= GROUPS_AT_MOST)
      throw fault(
        LimitExceededException,
        `Cannot exceed quota for GroupsPerUser: ${GROUPS_AT_MOST}`,
      );
    await ctx
      .table(users)
      .put({ ...user, groups: [...user.groups, groupName] });
    return {};
  },
});
