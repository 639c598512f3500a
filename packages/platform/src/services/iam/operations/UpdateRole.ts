import { UpdateRoleCommand } from "@aws-sdk/client-iam";
import { roles } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { onRole, ownRole } from "../roles.ts";

export const UpdateRole = operation(UpdateRoleCommand, {
  needs: ({ RoleName }, ctx) => onRole("UpdateRole", RoleName, ctx),

  async handle({ RoleName, Description, MaxSessionDuration }, ctx) {
    const role = await ownRole(RoleName, ctx);
    await ctx.table(roles).put({
      ...role,
      ...(Description === undefined ? {} : { description: Description }),
      maxSessionDuration: MaxSessionDuration ?? role.maxSessionDuration,
    });
    return {};
  },
});
