import { UpdatePolicyCommand } from "@aws-sdk/client-organizations";
import { organizationPolicies } from "../../../core/identity/organization.ts";
import { operation } from "../../../core/operation.ts";
import { onPolicy } from "../arns.ts";
import { asManagement } from "../membership.ts";
import { ownPolicyIn, policyDocument, wholePolicy } from "../policies.ts";
import { checkPolicyName } from "../policy-names.ts";

/** A change counts from the next request on, wherever the policy is attached. */
export const UpdatePolicy = operation(UpdatePolicyCommand, {
  needs: async ({ PolicyId }, ctx) => [
    await onPolicy("UpdatePolicy", PolicyId, ctx),
  ],

  async handle({ PolicyId, Name, Description, Content }, ctx) {
    const organization = await asManagement(ctx);
    const policy = await ownPolicyIn(organization, PolicyId, ctx);
    const { orgId, type } = policy;
    if (Name !== undefined && Name !== policy.name)
      await checkPolicyName(orgId, type, Name, ctx);
    const changed = {
      ...policy,
      name: Name ?? policy.name,
      description: Description ?? policy.description,
      document:
        Content === undefined ? policy.document : policyDocument(Content, type),
    };
    await ctx.table(organizationPolicies).put(changed);
    return { Policy: wholePolicy(organization, changed) };
  },
});
