import { TagUserCommand } from "@aws-sdk/client-iam";
import { users } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { onUser, userNamed } from "../users.ts";
import { tagged } from "../tags.ts";

export const TagUser = operation(TagUserCommand, {
  needs: ({ UserName, Tags }, ctx) =>
    onUser("TagUser", UserName, ctx, requestTagKeys(Tags)),

  async handle({ UserName, Tags }, ctx) {
    const found = await userNamed(UserName, ctx);
    await ctx.table(users).put({ ...found, tags: tagged(found.tags, Tags) });
    return {};
  },
});
