import {
  EntityAlreadyExistsException,
  UpdateGroupCommand,
} from "@aws-sdk/client-iam";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { groups, nameKey, users } from "../../../core/identity/tables.ts";
import { allow, operation } from "../../../core/operation.ts";
import { groupArn, groupNamed, onGroup } from "../groups.ts";

/** Moving or renaming needs the permission on the group's old and on its new ARN. */
export const UpdateGroup = operation(UpdateGroupCommand, {
  needs: async ({ GroupName, NewGroupName, NewPath }, ctx) => {
    const group = await ctx.table(groups).get(nameKey(GroupName));
    const target = groupArn(
      ctx,
      NewGroupName ?? GroupName,
      NewPath ?? group?.path,
    );
    const old = await onGroup("UpdateGroup", GroupName, ctx);
    return old[0].resource === target
      ? old
      : [...old, allow("iam:UpdateGroup", target)];
  },

  async handle({ GroupName, NewGroupName, NewPath }, ctx) {
    const group = await groupNamed(GroupName, ctx);
    const groupName = NewGroupName ?? group.groupName;
    const path = NewPath ?? group.path;
    const renamed = nameKey(groupName) !== nameKey(group.groupName);
    if (renamed && (await ctx.table(groups).get(nameKey(groupName))))
      throw fault(
        EntityAlreadyExistsException,
        `Group with name ${groupName} already exists.`,
      );

    if (renamed) await ctx.table(groups).delete(nameKey(group.groupName));
    await ctx
      .table(groups)
      .put({ ...group, groupName, path, arn: groupArn(ctx, groupName, path) });
    if (groupName !== group.groupName)
      await renameMemberships(group.groupName, groupName, ctx);
    return {};
  },
});

async function renameMemberships(
  old: string,
  name: string,
  ctx: Context,
): Promise<void> {
  const members = await ctx
    .table(users)
    .list({ index: "byGroup", prefix: [nameKey(old)] });
  for (const user of members.rows)
    await ctx.table(users).put({
      ...user,
      groups: user.groups.map((one) =>
        nameKey(one) === nameKey(old) ? name : one,
      ),
    });
}
