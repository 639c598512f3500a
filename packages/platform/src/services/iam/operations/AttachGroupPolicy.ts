import { AttachGroupPolicyCommand } from "@aws-sdk/client-iam";
import { groups } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { withAttached } from "../attachments.ts";
import { onGroup, groupNamed } from "../groups.ts";

export const AttachGroupPolicy = operation(AttachGroupPolicyCommand, {
  needs: ({ GroupName, PolicyArn }, ctx) =>
    onGroup("AttachGroupPolicy", GroupName, ctx, {
      "iam:PolicyARN": PolicyArn,
    }),

  async handle({ GroupName, PolicyArn }, ctx) {
    const group = await groupNamed(GroupName, ctx);
    await ctx
      .table(groups)
      .put(await withAttached("Group", group, PolicyArn, ctx));
    return {};
  },
});
