import {
  DeleteConflictException,
  DeleteGroupCommand,
} from "@aws-sdk/client-iam";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import {
  groups,
  nameKey,
  users,
  type Group,
} from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { groupNamed, onGroup } from "../groups.ts";
import { countDown } from "../usage.ts";

/** Only a group without members and policies can be deleted. */
export const DeleteGroup = operation(DeleteGroupCommand, {
  needs: ({ GroupName }, ctx) => onGroup("DeleteGroup", GroupName, ctx),

  async handle({ GroupName }, ctx) {
    const held = await firstHeld(await groupNamed(GroupName, ctx), ctx);
    if (held !== undefined)
      throw fault(
        DeleteConflictException,
        `Cannot delete entity, must ${held} first.`,
      );
    await ctx.table(groups).delete(nameKey(GroupName));
    await countDown(ctx, "Groups");
    return {};
  },
});

async function firstHeld(
  group: Group,
  ctx: Context,
): Promise<string | undefined> {
  const members = await ctx.table(users).list({
    index: "byGroup",
    prefix: [nameKey(group.groupName)],
    limit: 1,
  });
  if (members.rows.length > 0) return "remove users from group";
  if (group.attachedPolicies.length > 0) return "detach all policies";
  return Object.keys(group.inlinePolicies).length > 0
    ? "delete policies"
    : undefined;
}
