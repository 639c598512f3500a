import {
  DetachPolicyCommand,
  PolicyNotAttachedException,
} from "@aws-sdk/client-organizations";
import { fault } from "../../../core/errors.ts";
import {
  DEFAULT_POLICIES,
  organizationNodes,
} from "../../../core/identity/organization.ts";
import { operation } from "../../../core/operation.ts";
import { onNode, onPolicy } from "../arns.ts";
import { attachedOfType } from "../attached.ts";
import { invalidInput, violates } from "../faults.ts";
import { asManagement } from "../membership.ts";
import { targetIn } from "../nodes.ts";
import { policyIn } from "../policies.ts";

/** A target always keeps one service control policy, and RCPFullAWSAccess. */
export const DetachPolicy = operation(DetachPolicyCommand, {
  needs: async ({ PolicyId, TargetId }, ctx) => {
    const policy = await onPolicy("DetachPolicy", PolicyId, ctx);
    const type = policy.keys?.["organizations:PolicyType"];
    return [
      policy,
      await onNode("DetachPolicy", TargetId, ctx, {
        "organizations:PolicyType": type,
      }),
    ];
  },

  async handle({ PolicyId, TargetId }, ctx) {
    const organization = await asManagement(ctx);
    const { type, policyId } = await policyIn(organization, PolicyId, ctx);
    const target = await targetIn(organization, TargetId, ctx);
    if (!target.policies.includes(policyId))
      throw fault(
        PolicyNotAttachedException,
        "The policy isn't attached to the specified target in the specified root.",
      );
    if (policyId === DEFAULT_POLICIES.RESOURCE_CONTROL_POLICY.policyId)
      throw invalidInput(
        "NON_DETACHABLE_POLICY",
        "You can't detach this AWS managed policy.",
      );
    const attached = await attachedOfType(target, type, ctx);
    if (attached.length === 1)
      throw violates(
        "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
        "You attempted to detach a policy from an entity that would cause the entity to have fewer than the minimum number of policies of a certain type required.",
      );
    await ctx.table(organizationNodes).put({
      ...target,
      policies: target.policies.filter((id) => id !== policyId),
    });
    return {};
  },
});
