import { TagResourceCommand } from "@aws-sdk/client-cloudwatch-logs";
import { allow, operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { groupOfArn } from "../log-arn.ts";
import { groupTagKeys } from "../lookup.ts";
import { logGroups } from "../tables.ts";
import { groupByArn, tagged } from "../tags.ts";

export const TagResource = operation(TagResourceCommand, {
  needs: async ({ resourceArn, tags }, ctx) => [
    allow("logs:TagResource", resourceArn, {
      ...requestTagKeys(tags),
      ...(await groupTagKeys(ctx, groupOfArn(resourceArn) ?? resourceArn)),
    }),
  ],

  async handle({ resourceArn, tags }, ctx) {
    const { place, group } = await groupByArn(ctx, resourceArn);
    await ctx.table(logGroups, place).put(tagged(group, tags));
    return {};
  },
});
