import {
  DeleteConflictException,
  DeletePolicyVersionCommand,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { managedPolicies } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { onPolicy, ownPolicy, versionOf } from "../policies.ts";

export const DeletePolicyVersion = operation(DeletePolicyVersionCommand, {
  needs: ({ PolicyArn }, ctx) =>
    onPolicy("DeletePolicyVersion", PolicyArn, ctx),

  async handle({ PolicyArn, VersionId }, ctx) {
    const policy = await ownPolicy(PolicyArn, ctx);
    const gone = versionOf(policy, VersionId);
    if (VersionId === policy.defaultVersionId)
      throw fault(
        DeleteConflictException,
        "Cannot delete the default version of a policy.",
      );
    await ctx.table(managedPolicies).put({
      ...policy,
      versions: policy.versions.filter((version) => version !== gone),
    });
    return {};
  },
});
