import { GetLoginProfileCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { shownLoginProfile, withLoginProfile } from "../login-profiles.ts";
import { nameOrOwn, onUser } from "../users.ts";

export const GetLoginProfile = operation(GetLoginProfileCommand, {
  needs: ({ UserName }, ctx) =>
    onUser("GetLoginProfile", nameOrOwn(UserName, ctx), ctx),

  async handle({ UserName }, ctx) {
    const user = await withLoginProfile(nameOrOwn(UserName, ctx), ctx);
    return { LoginProfile: shownLoginProfile(user) };
  },
});
