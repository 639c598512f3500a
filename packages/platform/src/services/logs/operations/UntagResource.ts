import { UntagResourceCommand } from "@aws-sdk/client-cloudwatch-logs";
import { allow, operation } from "../../../core/operation.ts";
import { groupOfArn } from "../log-arn.ts";
import { groupTagKeys } from "../lookup.ts";
import { logGroups } from "../tables.ts";
import { groupByArn, untagged } from "../tags.ts";

export const UntagResource = operation(UntagResourceCommand, {
  needs: async ({ resourceArn, tagKeys }, ctx) => [
    allow("logs:UntagResource", resourceArn, {
      "aws:TagKeys": tagKeys,
      ...(await groupTagKeys(ctx, groupOfArn(resourceArn) ?? resourceArn)),
    }),
  ],

  async handle({ resourceArn, tagKeys }, ctx) {
    const { place, group } = await groupByArn(ctx, resourceArn);
    await ctx.table(logGroups, place).put(untagged(group, tagKeys));
    return {};
  },
});
