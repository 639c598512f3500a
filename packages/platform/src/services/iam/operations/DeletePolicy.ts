import {
  DeleteConflictException,
  DeletePolicyCommand,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { managedPolicies } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { usesOf } from "../policy-uses.ts";
import { onPolicy, ownPolicy, policyKey } from "../policies.ts";
import { countDown } from "../usage.ts";

/** Only a policy that nobody uses, left with its default version, can be deleted. */
export const DeletePolicy = operation(DeletePolicyCommand, {
  needs: ({ PolicyArn }, ctx) => onPolicy("DeletePolicy", PolicyArn, ctx),

  async handle({ PolicyArn }, ctx) {
    const policy = await ownPolicy(PolicyArn, ctx);
    const { attachments, boundaries } = await usesOf(PolicyArn, ctx);
    if (attachments + boundaries > 0)
      throw fault(
        DeleteConflictException,
        "Cannot delete a policy attached to entities.",
      );
    if (policy.versions.length > 1)
      throw fault(
        DeleteConflictException,
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      );
    await ctx.table(managedPolicies).delete(policyKey(PolicyArn));
    await countDown(ctx, "Policies");
    return {};
  },
});
