import { DetachGroupPolicyCommand } from "@aws-sdk/client-iam";
import { groups } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { withDetached } from "../attachments.ts";
import { onGroup, groupNamed } from "../groups.ts";

export const DetachGroupPolicy = operation(DetachGroupPolicyCommand, {
  needs: ({ GroupName, PolicyArn }, ctx) =>
    onGroup("DetachGroupPolicy", GroupName, ctx, {
      "iam:PolicyARN": PolicyArn,
    }),

  async handle({ GroupName, PolicyArn }, ctx) {
    const group = await groupNamed(GroupName, ctx);
    await ctx.table(groups).put(withDetached(group, PolicyArn));
    return {};
  },
});
