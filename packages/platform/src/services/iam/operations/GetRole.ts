import { GetRoleCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { roleLastUsed } from "../last-used.ts";
import { onRole, roleNamed, wholeRole } from "../roles.ts";

export const GetRole = operation(GetRoleCommand, {
  needs: ({ RoleName }, ctx) => onRole("GetRole", RoleName, ctx),

  async handle({ RoleName }, ctx) {
    const role = await roleNamed(RoleName, ctx);
    const Role = {
      ...(await wholeRole(role, ctx)),
      RoleLastUsed: await roleLastUsed(role, ctx),
    };
    return { Role };
  },
});
