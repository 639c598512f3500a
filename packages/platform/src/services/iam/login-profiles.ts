import { NoSuchEntityException } from "@aws-sdk/client-iam";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import type { User } from "../../core/identity/tables.ts";
import { userNamed } from "./users.ts";
import { wholeSeconds } from "./whole-seconds.ts";

/** A user who has a console password. */
export type UserWithLogin = User & Required<Pick<User, "loginProfile">>;

/** A user with its console password. @throws Fault NoSuchEntity */
export async function withLoginProfile(
  userName: string,
  ctx: Context,
): Promise<UserWithLogin> {
  const user = await userNamed(userName, ctx);
  if (!user.loginProfile)
    throw fault(
      NoSuchEntityException,
      `Login Profile for User ${user.userName} cannot be found.`,
    );
  return { ...user, loginProfile: user.loginProfile };
}

/** A login profile as IAM answers it: the password stays unsaid. */
export function shownLoginProfile({ userName, loginProfile }: UserWithLogin) {
  return {
    UserName: userName,
    CreateDate: wholeSeconds(loginProfile.createdAt),
    PasswordResetRequired: loginProfile.resetRequired,
  };
}
