import { UntagLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { allow, operation } from "../../../core/operation.ts";
import { groupResource } from "../log-arn.ts";
import { existingGroup, groupTagKeys } from "../lookup.ts";
import { logGroups } from "../tables.ts";
import { untagged } from "../tags.ts";

/** The older form of UntagResource. */
export const UntagLogGroup = operation(UntagLogGroupCommand, {
  needs: async ({ logGroupName, tags }, ctx) => [
    allow("logs:UntagLogGroup", groupResource(ctx, logGroupName), {
      "aws:TagKeys": tags,
      ...(await groupTagKeys(ctx, logGroupName)),
    }),
  ],

  async handle({ logGroupName, tags }, ctx) {
    const group = await existingGroup(ctx, logGroupName);
    await ctx.table(logGroups).put(untagged(group, tags));
    return {};
  },
});
