import { UpdateLoginProfileCommand } from "@aws-sdk/client-iam";
import { users } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { withLoginProfile } from "../login-profiles.ts";
import { checkPassword, hashPassword } from "../passwords.ts";
import { onUser } from "../users.ts";

export const UpdateLoginProfile = operation(UpdateLoginProfileCommand, {
  needs: ({ UserName }, ctx) => onUser("UpdateLoginProfile", UserName, ctx),

  async handle({ UserName, Password, PasswordResetRequired }, ctx) {
    const user = await withLoginProfile(UserName, ctx);
    if (Password !== undefined) await checkPassword(Password, ctx);
    const loginProfile = {
      ...user.loginProfile,
      ...(Password === undefined
        ? {}
        : { passwordHash: await hashPassword(Password) }),
      resetRequired: PasswordResetRequired ?? user.loginProfile.resetRequired,
    };
    await ctx.table(users).put({ ...user, loginProfile });
    return {};
  },
});
