import { ListTagsForResourceCommand } from "@aws-sdk/client-cloudwatch-logs";
import { allow, operation } from "../../../core/operation.ts";
import { groupOfArn } from "../log-arn.ts";
import { groupTagKeys } from "../lookup.ts";
import { groupByArn } from "../tags.ts";

export const ListTagsForResource = operation(ListTagsForResourceCommand, {
  needs: async ({ resourceArn }, ctx) => [
    allow(
      "logs:ListTagsForResource",
      resourceArn,
      await groupTagKeys(ctx, groupOfArn(resourceArn) ?? resourceArn),
    ),
  ],

  async handle({ resourceArn }, ctx) {
    const { group } = await groupByArn(ctx, resourceArn);
    return { tags: { ...group.tags } };
  },
});
