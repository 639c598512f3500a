import { DeleteGroupPolicyCommand } from "@aws-sdk/client-iam";
import { groups } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { withoutInlinePolicy } from "../inline-policies.ts";
import { onGroup, groupNamed } from "../groups.ts";

export const DeleteGroupPolicy = operation(DeleteGroupPolicyCommand, {
  needs: ({ GroupName }, ctx) => onGroup("DeleteGroupPolicy", GroupName, ctx),

  async handle({ GroupName, PolicyName }, ctx) {
    const group = await groupNamed(GroupName, ctx);
    await ctx
      .table(groups)
      .put(withoutInlinePolicy("group", group, PolicyName));
    return {};
  },
});
