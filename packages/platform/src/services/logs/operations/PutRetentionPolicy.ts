import { PutRetentionPolicyCommand } from "@aws-sdk/client-cloudwatch-logs";
import { allow, operation } from "../../../core/operation.ts";
import { groupResource } from "../log-arn.ts";
import { existingGroup, groupTagKeys } from "../lookup.ts";
import { sweepDue } from "../removal.ts";
import { checkRetention } from "../retention.ts";
import { logGroups } from "../tables.ts";

const HOUR = 3_600_000;

/** Older events are not answered from now on; they are deleted within a day. */
export const PutRetentionPolicy = operation(PutRetentionPolicyCommand, {
  needs: async ({ logGroupName }, ctx) => [
    allow(
      "logs:PutRetentionPolicy",
      groupResource(ctx, logGroupName),
      await groupTagKeys(ctx, logGroupName),
    ),
  ],

  async handle({ logGroupName, retentionInDays }, ctx) {
    checkRetention(retentionInDays);
    const group = await existingGroup(ctx, logGroupName);
    const at = ctx.now() + HOUR;
    await ctx.table(logGroups).put({ ...group, retentionInDays, sweepAt: at });
    ctx.emit(sweepDue, { logGroupName, groupId: group.id, at }, { at });
    return {};
  },
});
