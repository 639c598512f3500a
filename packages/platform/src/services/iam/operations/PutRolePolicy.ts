import { PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { roles } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { withInlinePolicy } from "../inline-policies.ts";
import { onRole, ownRole } from "../roles.ts";

export const PutRolePolicy = operation(PutRolePolicyCommand, {
  needs: ({ RoleName }, ctx) => onRole("PutRolePolicy", RoleName, ctx),

  async handle({ RoleName, ...policy }, ctx) {
    const role = await ownRole(RoleName, ctx);
    await ctx
      .table(roles)
      .put(withInlinePolicy("role", role, role.roleName, policy));
    return {};
  },
});
