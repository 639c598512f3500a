import { CreatePolicyCommand } from "@aws-sdk/client-organizations";
import {
  organizationPolicies,
  type OrganizationPolicy,
} from "../../../core/identity/organization.ts";
import { allow, operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { ownerOf } from "../arns.ts";
import { lowerAlphanumeric } from "../ids.ts";
import { asManagement } from "../membership.ts";
import { policyDocument, policyType, wholePolicy } from "../policies.ts";
import { checkPolicyName } from "../policy-names.ts";
import { tagged } from "../tags.ts";

export const CreatePolicy = operation(CreatePolicyCommand, {
  needs: async ({ Type, Tags }, ctx) => {
    const { orgId, managementAccountId } = await ownerOf(ctx);
    // The policy's id is not known before it is made.
    const any = `arn:aws:organizations::${managementAccountId}:policy/${orgId}/${Type.toLowerCase()}/*`;
    const keys = {
      "organizations:PolicyType": Type,
      ...requestTagKeys(Tags),
    };
    return [
      allow("organizations:CreatePolicy", any, keys),
      ...(Tags?.length ? [allow("organizations:TagResource", any, keys)] : []),
    ];
  },

  async handle({ Name, Description, Content, Type, Tags }, ctx) {
    const organization = await asManagement(ctx);
    const type = policyType(Type);
    const document = policyDocument(Content, type);
    const { orgId } = organization;
    await checkPolicyName(orgId, type, Name, ctx);
    const policy: OrganizationPolicy = {
      orgId,
      policyId: `p-${lowerAlphanumeric(8)}`,
      type,
      name: Name,
      description: Description,
      document,
      tags: tagged({}, Tags),
    };
    await ctx.table(organizationPolicies).put(policy);
    return { Policy: wholePolicy(organization, policy) };
  },
});
