import { DeleteRolePolicyCommand } from "@aws-sdk/client-iam";
import { roles } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { withoutInlinePolicy } from "../inline-policies.ts";
import { onRole, ownRole } from "../roles.ts";

export const DeleteRolePolicy = operation(DeleteRolePolicyCommand, {
  needs: ({ RoleName }, ctx) => onRole("DeleteRolePolicy", RoleName, ctx),

  async handle({ RoleName, PolicyName }, ctx) {
    const role = await ownRole(RoleName, ctx);
    await ctx.table(roles).put(withoutInlinePolicy("role", role, PolicyName));
    return {};
  },
});
