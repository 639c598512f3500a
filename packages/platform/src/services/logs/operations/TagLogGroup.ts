import { TagLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { allow, operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { groupResource } from "../log-arn.ts";
import { existingGroup, groupTagKeys } from "../lookup.ts";
import { logGroups } from "../tables.ts";
import { tagged } from "../tags.ts";

/** The older form of TagResource. */
export const TagLogGroup = operation(TagLogGroupCommand, {
  needs: async ({ logGroupName, tags }, ctx) => [
    allow("logs:TagLogGroup", groupResource(ctx, logGroupName), {
      ...requestTagKeys(tags),
      ...(await groupTagKeys(ctx, logGroupName)),
    }),
  ],

  async handle({ logGroupName, tags }, ctx) {
    const group = await existingGroup(ctx, logGroupName);
    await ctx.table(logGroups).put(tagged(group, tags));
    return {};
  },
});
