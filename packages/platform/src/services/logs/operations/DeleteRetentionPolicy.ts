import { DeleteRetentionPolicyCommand } from "@aws-sdk/client-cloudwatch-logs";
import { allow, operation } from "../../../core/operation.ts";
import { groupResource } from "../log-arn.ts";
import { existingGroup, groupTagKeys } from "../lookup.ts";
import { logGroups } from "../tables.ts";

export const DeleteRetentionPolicy = operation(DeleteRetentionPolicyCommand, {
  needs: async ({ logGroupName }, ctx) => [
    allow(
      "logs:DeleteRetentionPolicy",
      groupResource(ctx, logGroupName),
      await groupTagKeys(ctx, logGroupName),
    ),
  ],

  async handle({ logGroupName }, ctx) {
    const {
      retentionInDays: _days,
      sweepAt: _sweep,
      ...group
    } = await existingGroup(ctx, logGroupName);
    await ctx.table(logGroups).put(group);
    return {};
  },
});
