import { AttachRolePolicyCommand } from "@aws-sdk/client-iam";
import { roles } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { withAttached } from "../attachments.ts";
import { onRole, ownRole } from "../roles.ts";

export const AttachRolePolicy = operation(AttachRolePolicyCommand, {
  needs: ({ RoleName, PolicyArn }, ctx) =>
    onRole("AttachRolePolicy", RoleName, ctx, { "iam:PolicyARN": PolicyArn }),

  async handle({ RoleName, PolicyArn }, ctx) {
    const role = await ownRole(RoleName, ctx);
    await ctx
      .table(roles)
      .put(await withAttached("Role", role, PolicyArn, ctx));
    return {};
  },
});
