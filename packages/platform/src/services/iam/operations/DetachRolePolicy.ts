import { DetachRolePolicyCommand } from "@aws-sdk/client-iam";
import { roles } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { withDetached } from "../attachments.ts";
import { onRole, ownRole } from "../roles.ts";

export const DetachRolePolicy = operation(DetachRolePolicyCommand, {
  needs: ({ RoleName, PolicyArn }, ctx) =>
    onRole("DetachRolePolicy", RoleName, ctx, { "iam:PolicyARN": PolicyArn }),

  async handle({ RoleName, PolicyArn }, ctx) {
    const role = await ownRole(RoleName, ctx);
    await ctx.table(roles).put(withDetached(role, PolicyArn));
    return {};
  },
});
