import { SetDefaultPolicyVersionCommand } from "@aws-sdk/client-iam";
import { managedPolicies } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { onPolicy, ownPolicy, versionOf } from "../policies.ts";

/** What the policy's holders may do changes with the next request. */
export const SetDefaultPolicyVersion = operation(
  SetDefaultPolicyVersionCommand,
  {
    needs: ({ PolicyArn }, ctx) =>
      onPolicy("SetDefaultPolicyVersion", PolicyArn, ctx),

    async handle({ PolicyArn, VersionId }, ctx) {
      const policy = await ownPolicy(PolicyArn, ctx);
      const { versionId } = versionOf(policy, VersionId);
      await ctx
        .table(managedPolicies)
        .put({ ...policy, defaultVersionId: versionId, updatedAt: ctx.now() });
      return {};
    },
  },
);
