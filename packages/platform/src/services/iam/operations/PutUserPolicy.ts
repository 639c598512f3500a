import { PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { users } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { withInlinePolicy } from "../inline-policies.ts";
import { onUser, userNamed } from "../users.ts";

export const PutUserPolicy = operation(PutUserPolicyCommand, {
  needs: ({ UserName }, ctx) => onUser("PutUserPolicy", UserName, ctx),

  async handle({ UserName, ...policy }, ctx) {
    const user = await userNamed(UserName, ctx);
    await ctx
      .table(users)
      .put(withInlinePolicy("user", user, user.userName, policy));
    return {};
  },
});
