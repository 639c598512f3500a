import { UntagPolicyCommand } from "@aws-sdk/client-iam";
import { managedPolicies } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { onPolicy, ownPolicy } from "../policies.ts";
import { untagged } from "../tags.ts";

export const UntagPolicy = operation(UntagPolicyCommand, {
  needs: ({ PolicyArn, TagKeys }, ctx) =>
    onPolicy("UntagPolicy", PolicyArn, ctx, { "aws:TagKeys": TagKeys }),

  async handle({ PolicyArn, TagKeys }, ctx) {
    const found = await ownPolicy(PolicyArn, ctx);
    await ctx
      .table(managedPolicies)
      .put({ ...found, tags: untagged(found.tags, TagKeys) });
    return {};
  },
});
