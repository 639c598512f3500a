import { DetachUserPolicyCommand } from "@aws-sdk/client-iam";
import { users } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { withDetached } from "../attachments.ts";
import { onUser, userNamed } from "../users.ts";

export const DetachUserPolicy = operation(DetachUserPolicyCommand, {
  needs: ({ UserName, PolicyArn }, ctx) =>
    onUser("DetachUserPolicy", UserName, ctx, { "iam:PolicyARN": PolicyArn }),

  async handle({ UserName, PolicyArn }, ctx) {
    const user = await userNamed(UserName, ctx);
    await ctx.table(users).put(withDetached(user, PolicyArn));
    return {};
  },
});
