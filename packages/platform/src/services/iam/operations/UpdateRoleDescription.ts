import { UpdateRoleDescriptionCommand } from "@aws-sdk/client-iam";
import { roles } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { onRole, ownRole, shownRole } from "../roles.ts";

export const UpdateRoleDescription = operation(UpdateRoleDescriptionCommand, {
  needs: ({ RoleName }, ctx) => onRole("UpdateRoleDescription", RoleName, ctx),

  async handle({ RoleName, Description: description }, ctx) {
    const role = { ...(await ownRole(RoleName, ctx)), description };
    await ctx.table(roles).put(role);
    return { Role: await shownRole(role, ctx) };
  },
});
