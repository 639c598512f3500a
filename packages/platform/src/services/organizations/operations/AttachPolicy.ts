import {
  AttachPolicyCommand,
  DuplicatePolicyAttachmentException,
  PolicyTypeNotEnabledException,
} from "@aws-sdk/client-organizations";
import { fault } from "../../../core/errors.ts";
import { organizationNodes } from "../../../core/identity/organization.ts";
import { operation } from "../../../core/operation.ts";
import { onNode, onPolicy } from "../arns.ts";
import { attachedOfType } from "../attached.ts";
import { violates } from "../faults.ts";
import { asManagement } from "../membership.ts";
import { targetIn } from "../nodes.ts";
import { policyIn } from "../policies.ts";

const ATTACHED_AT_MOST = 5;

/** Attaches a policy to a root, a unit or an account: it counts for every account below, from the next request on. */
export const AttachPolicy = operation(AttachPolicyCommand, {
  needs: async ({ PolicyId, TargetId }, ctx) => {
    const policy = await onPolicy("AttachPolicy", PolicyId, ctx);
    const type = policy.keys?.["organizations:PolicyType"];
    return [
      policy,
      await onNode("AttachPolicy", TargetId, ctx, {
        "organizations:PolicyType": type,
      }),
    ];
  },

  async handle({ PolicyId, TargetId }, ctx) {
    const organization = await asManagement(ctx);
    const { type, policyId } = await policyIn(organization, PolicyId, ctx);
    const target = await targetIn(organization, TargetId, ctx);
    if (!organization.policyTypes.includes(type))
      throw fault(
        PolicyTypeNotEnabledException,
        "This operation can be performed only for enabled policy types.",
      );
    if (target.policies.includes(policyId))
      throw fault(
        DuplicatePolicyAttachmentException,
        "The selected policy is already attached to the specified target.",
      );
    const attached = await attachedOfType(target, type, ctx);
    if (attached.length >= ATTACHED_AT_MOST)
      throw violates(
        "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
        "You have exceeded the number of policies of this type that can be attached to an entity.",
      );
    await ctx
      .table(organizationNodes)
      .put({ ...target, policies: [...target.policies, policyId] });
    return {};
  },
});
