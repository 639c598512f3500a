import { UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import { roles } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { trustDocument } from "../documents.ts";
import { onRole, ownRole } from "../roles.ts";

/** Sets who may assume a role. */
export const UpdateAssumeRolePolicy = operation(UpdateAssumeRolePolicyCommand, {
  needs: ({ RoleName }, ctx) => onRole("UpdateAssumeRolePolicy", RoleName, ctx),

  async handle({ RoleName, PolicyDocument }, ctx) {
    const role = await ownRole(RoleName, ctx);
    const assumeRolePolicyDocument = await trustDocument(PolicyDocument, ctx);
    await ctx.table(roles).put({ ...role, assumeRolePolicyDocument });
    return {};
  },
});
