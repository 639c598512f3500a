import { ListTagsForResourceCommand } from "@aws-sdk/client-cloudwatch";
import { allow, operation } from "../../../core/operation.ts";
import { resourceTagKeys } from "../../../core/tag-keys.ts";
import { alarmByArn, existingByArn } from "../alarms/tags.ts";

export const ListTagsForResource = operation(ListTagsForResourceCommand, {
  needs: async ({ ResourceARN }, ctx) => [
    allow(
      "cloudwatch:ListTagsForResource",
      ResourceARN,
      resourceTagKeys((await alarmByArn(ctx, ResourceARN))?.tags),
    ),
  ],

  async handle({ ResourceARN }, ctx) {
    const { tags } = await existingByArn(ctx, ResourceARN);
    return {
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    };
  },
});
