import { GetUserPolicyCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { inlinePolicy } from "../inline-policies.ts";
import { userNamed, onUser } from "../users.ts";

export const GetUserPolicy = operation(GetUserPolicyCommand, {
  needs: ({ UserName }, ctx) => onUser("GetUserPolicy", UserName, ctx),

  async handle({ UserName, PolicyName }, ctx) {
    const user = await userNamed(UserName, ctx);
    return {
      UserName: user.userName,
      ...inlinePolicy("user", user, PolicyName),
    };
  },
});
