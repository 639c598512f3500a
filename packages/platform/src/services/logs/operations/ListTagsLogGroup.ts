import { ListTagsLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { allow, operation } from "../../../core/operation.ts";
import { groupResource } from "../log-arn.ts";
import { existingGroup, groupTagKeys } from "../lookup.ts";

/** The older form of ListTagsForResource. */
export const ListTagsLogGroup = operation(ListTagsLogGroupCommand, {
  needs: async ({ logGroupName }, ctx) => [
    allow(
      "logs:ListTagsLogGroup",
      groupResource(ctx, logGroupName),
      await groupTagKeys(ctx, logGroupName),
    ),
  ],

  async handle({ logGroupName }, ctx) {
    const group = await existingGroup(ctx, logGroupName);
    return { tags: { ...group.tags } };
  },
});
