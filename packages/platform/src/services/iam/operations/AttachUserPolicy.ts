import { AttachUserPolicyCommand } from "@aws-sdk/client-iam";
import { users } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { withAttached } from "../attachments.ts";
import { onUser, userNamed } from "../users.ts";

export const AttachUserPolicy = operation(AttachUserPolicyCommand, {
  needs: ({ UserName, PolicyArn }, ctx) =>
    onUser("AttachUserPolicy", UserName, ctx, { "iam:PolicyARN": PolicyArn }),

  async handle({ UserName, PolicyArn }, ctx) {
    const user = await userNamed(UserName, ctx);
    await ctx
      .table(users)
      .put(await withAttached("User", user, PolicyArn, ctx));
    return {};
  },
});
