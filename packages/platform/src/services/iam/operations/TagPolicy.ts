import { TagPolicyCommand } from "@aws-sdk/client-iam";
import { managedPolicies } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { onPolicy, ownPolicy } from "../policies.ts";
import { tagged } from "../tags.ts";

export const TagPolicy = operation(TagPolicyCommand, {
  needs: ({ PolicyArn, Tags }, ctx) =>
    onPolicy("TagPolicy", PolicyArn, ctx, requestTagKeys(Tags)),

  async handle({ PolicyArn, Tags }, ctx) {
    const found = await ownPolicy(PolicyArn, ctx);
    await ctx
      .table(managedPolicies)
      .put({ ...found, tags: tagged(found.tags, Tags) });
    return {};
  },
});
