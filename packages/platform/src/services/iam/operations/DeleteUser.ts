import {
  DeleteConflictException,
  DeleteUserCommand,
} from "@aws-sdk/client-iam";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import {
  accessKeys,
  nameKey,
  principalIds,
  users,
  type User,
} from "../../../core/identity/tables.ts";
import { forgetUses } from "../../../core/identity/uses.ts";
import { operation } from "../../../core/operation.ts";
import { countDown } from "../usage.ts";
import { onUser, userNamed } from "../users.ts";

/** Only a user who holds nothing any more can be deleted. */
export const DeleteUser = operation(DeleteUserCommand, {
  needs: ({ UserName }, ctx) => onUser("DeleteUser", UserName, ctx),

  async handle({ UserName }, ctx) {
    const user = await userNamed(UserName, ctx);
    const held = await firstHeld(user, ctx);
    if (held !== undefined)
      throw fault(
        DeleteConflictException,
        `Cannot delete entity, must ${held} first.`,
      );
    await ctx.table(users).delete(nameKey(UserName));
    await ctx.table(principalIds).delete(user.userId);
    await forgetUses(user.userId, ctx);
    await countDown(ctx, "Users");
    return {};
  },
});

async function firstHeld(
  user: User,
  ctx: Context,
): Promise<string | undefined> {
  if (user.groups.length > 0) return "remove users from group";
  if (user.attachedPolicies.length > 0) return "detach all policies";
  if (Object.keys(user.inlinePolicies).length > 0) return "delete policies";
  if (user.loginProfile) return "delete login profile";
  const keys = await ctx.table(accessKeys).list({
    index: "byUser",
    prefix: [ctx.accountId, nameKey(user.userName)],
    limit: 1,
  });
  return keys.rows.length > 0 ? "delete access keys" : undefined;
}
