import { PutGroupPolicyCommand } from "@aws-sdk/client-iam";
import { groups } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { withInlinePolicy } from "../inline-policies.ts";
import { onGroup, groupNamed } from "../groups.ts";

export const PutGroupPolicy = operation(PutGroupPolicyCommand, {
  needs: ({ GroupName }, ctx) => onGroup("PutGroupPolicy", GroupName, ctx),

  async handle({ GroupName, ...policy }, ctx) {
    const group = await groupNamed(GroupName, ctx);
    await ctx
      .table(groups)
      .put(withInlinePolicy("group", group, group.groupName, policy));
    return {};
  },
});
