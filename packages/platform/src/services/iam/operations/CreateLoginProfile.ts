import {
  CreateLoginProfileCommand,
  EntityAlreadyExistsException,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { users } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { shownLoginProfile } from "../login-profiles.ts";
import { checkPassword, hashPassword } from "../passwords.ts";
import { nameOrOwn, onUser, userNamed } from "../users.ts";

/** Gives a user a console password. */
export const CreateLoginProfile = operation(CreateLoginProfileCommand, {
  needs: ({ UserName }, ctx) =>
    onUser("CreateLoginProfile", nameOrOwn(UserName, ctx), ctx),

  async handle({ UserName, Password, PasswordResetRequired = false }, ctx) {
    const user = await userNamed(nameOrOwn(UserName, ctx), ctx);
    if (user.loginProfile)
      throw fault(
        EntityAlreadyExistsException,
        `Login Profile for user ${user.userName} already exists.`,
      );
    if (Password === undefined)
      throw fault("ValidationError", "Password must be specified.", 400);
    await checkPassword(Password, ctx);
    const loginProfile = {
      passwordHash: await hashPassword(Password),
      createdAt: ctx.now(),
      resetRequired: PasswordResetRequired,
    };
    await ctx.table(users).put({ ...user, loginProfile });
    return { LoginProfile: shownLoginProfile({ ...user, loginProfile }) };
  },
});
