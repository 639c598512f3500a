import { UntagUserCommand } from "@aws-sdk/client-iam";
import { users } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { onUser, userNamed } from "../users.ts";
import { untagged } from "../tags.ts";

export const UntagUser = operation(UntagUserCommand, {
  needs: ({ UserName, TagKeys }, ctx) =>
    onUser("UntagUser", UserName, ctx, { "aws:TagKeys": TagKeys }),

  async handle({ UserName, TagKeys }, ctx) {
    const found = await userNamed(UserName, ctx);
    await ctx
      .table(users)
      .put({ ...found, tags: untagged(found.tags, TagKeys) });
    return {};
  },
});
