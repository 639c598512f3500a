import { DeleteLoginProfileCommand } from "@aws-sdk/client-iam";
import { users } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { withLoginProfile } from "../login-profiles.ts";
import { nameOrOwn, onUser } from "../users.ts";

export const DeleteLoginProfile = operation(DeleteLoginProfileCommand, {
  needs: ({ UserName }, ctx) =>
    onUser("DeleteLoginProfile", nameOrOwn(UserName, ctx), ctx),

  async handle({ UserName }, ctx) {
    const { loginProfile: _gone, ...user } = await withLoginProfile(
      nameOrOwn(UserName, ctx),
      ctx,
    );
    await ctx.table(users).put(user);
    return {};
  },
});
