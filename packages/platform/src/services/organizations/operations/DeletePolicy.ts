import {
  DeletePolicyCommand,
  PolicyInUseException,
} from "@aws-sdk/client-organizations";
import { fault } from "../../../core/errors.ts";
import {
  organizationNodes,
  organizationPolicies,
} from "../../../core/identity/organization.ts";
import { operation } from "../../../core/operation.ts";
import { onPolicy } from "../arns.ts";
import { asManagement } from "../membership.ts";
import { ownPolicyIn } from "../policies.ts";

export const DeletePolicy = operation(DeletePolicyCommand, {
  needs: async ({ PolicyId }, ctx) => [
    await onPolicy("DeletePolicy", PolicyId, ctx),
  ],

  async handle({ PolicyId }, ctx) {
    const organization = await asManagement(ctx);
    const { orgId, policyId } = await ownPolicyIn(organization, PolicyId, ctx);
    const { rows } = await ctx.table(organizationNodes).list({
      index: "byPolicy",
      prefix: [orgId, policyId],
      limit: 1,
    });
    if (rows.length > 0)
      throw fault(
        PolicyInUseException,
        "The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before performing this operation.",
      );
    await ctx.table(organizationPolicies).delete(orgId, policyId);
    return {};
  },
});
