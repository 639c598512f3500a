import { UntagRoleCommand } from "@aws-sdk/client-iam";
import { roles } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { onRole, ownRole } from "../roles.ts";
import { untagged } from "../tags.ts";

export const UntagRole = operation(UntagRoleCommand, {
  needs: ({ RoleName, TagKeys }, ctx) =>
    onRole("UntagRole", RoleName, ctx, { "aws:TagKeys": TagKeys }),

  async handle({ RoleName, TagKeys }, ctx) {
    const found = await ownRole(RoleName, ctx);
    await ctx
      .table(roles)
      .put({ ...found, tags: untagged(found.tags, TagKeys) });
    return {};
  },
});
