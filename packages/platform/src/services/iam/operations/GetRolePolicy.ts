import { GetRolePolicyCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { inlinePolicy } from "../inline-policies.ts";
import { roleNamed, onRole } from "../roles.ts";

export const GetRolePolicy = operation(GetRolePolicyCommand, {
  needs: ({ RoleName }, ctx) => onRole("GetRolePolicy", RoleName, ctx),

  async handle({ RoleName, PolicyName }, ctx) {
    const role = await roleNamed(RoleName, ctx);
    return {
      RoleName: role.roleName,
      ...inlinePolicy("role", role, PolicyName),
    };
  },
});
