import { DeleteUserPolicyCommand } from "@aws-sdk/client-iam";
import { users } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { withoutInlinePolicy } from "../inline-policies.ts";
import { onUser, userNamed } from "../users.ts";

export const DeleteUserPolicy = operation(DeleteUserPolicyCommand, {
  needs: ({ UserName }, ctx) => onUser("DeleteUserPolicy", UserName, ctx),

  async handle({ UserName, PolicyName }, ctx) {
    const user = await userNamed(UserName, ctx);
    await ctx.table(users).put(withoutInlinePolicy("user", user, PolicyName));
    return {};
  },
});
