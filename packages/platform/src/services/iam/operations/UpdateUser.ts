import {
  EntityAlreadyExistsException,
  UpdateUserCommand,
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
import { allow, operation } from "../../../core/operation.ts";
import { onUser, userArn, userNamed } from "../users.ts";

/** Moving or renaming needs the permission on the user's old and on its new ARN. */
export const UpdateUser = operation(UpdateUserCommand, {
  needs: async ({ UserName, NewUserName, NewPath }, ctx) => {
    const user = await ctx.table(users).get(nameKey(UserName));
    const target = userArn(ctx, NewUserName ?? UserName, NewPath ?? user?.path);
    const old = await onUser("UpdateUser", UserName, ctx);
    return old[0].resource === target
      ? old
      : [...old, allow("iam:UpdateUser", target, old[0].keys)];
  },

  async handle({ UserName, NewUserName, NewPath }, ctx) {
    const user = await userNamed(UserName, ctx);
    const userName = NewUserName ?? user.userName;
    const path = NewPath ?? user.path;
    const renamed = nameKey(userName) !== nameKey(user.userName);
    if (renamed && (await ctx.table(users).get(nameKey(userName))))
      throw fault(
        EntityAlreadyExistsException,
        `User with name ${userName} already exists.`,
      );

    const arn = userArn(ctx, userName, path);
    if (renamed) await ctx.table(users).delete(nameKey(user.userName));
    await ctx.table(users).put({ ...user, userName, path, arn });
    await ctx.table(principalIds).put({ id: user.userId, arn });
    if (userName !== user.userName) await renameKeys(user, userName, ctx);
    return {};
  },
});

/** A user keeps its access keys under its new name. */
async function renameKeys(
  user: User,
  userName: string,
  ctx: Context,
): Promise<void> {
  const { rows } = await ctx.table(accessKeys).list({
    index: "byUser",
    prefix: [ctx.accountId, nameKey(user.userName)],
  });
  for (const key of rows) await ctx.table(accessKeys).put({ ...key, userName });
}
