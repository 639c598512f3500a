import { TagRoleCommand } from "@aws-sdk/client-iam";
import { roles } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { onRole, ownRole } from "../roles.ts";
import { tagged } from "../tags.ts";

export const TagRole = operation(TagRoleCommand, {
  needs: ({ RoleName, Tags }, ctx) =>
    onRole("TagRole", RoleName, ctx, requestTagKeys(Tags)),

  async handle({ RoleName, Tags }, ctx) {
    const found = await ownRole(RoleName, ctx);
    await ctx.table(roles).put({ ...found, tags: tagged(found.tags, Tags) });
    return {};
  },
});
