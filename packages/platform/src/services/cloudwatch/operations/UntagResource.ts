import { UntagResourceCommand } from "@aws-sdk/client-cloudwatch";
import { allow, operation } from "../../../core/operation.ts";
import { resourceTagKeys } from "../../../core/tag-keys.ts";
import { alarms } from "../alarms/tables.ts";
import { alarmByArn, existingByArn } from "../alarms/tags.ts";

export const UntagResource = operation(UntagResourceCommand, {
  needs: async ({ ResourceARN, TagKeys }, ctx) => [
    allow("cloudwatch:UntagResource", ResourceARN, {
      ...resourceTagKeys((await alarmByArn(ctx, ResourceARN))?.tags),
      "aws:TagKeys": TagKeys,
    }),
  ],

  async handle({ ResourceARN, TagKeys }, ctx) {
    const alarm = await existingByArn(ctx, ResourceARN);
    const tags = Object.fromEntries(
      Object.entries(alarm.tags).filter(([key]) => !TagKeys.includes(key)),
    );
    await ctx.table(alarms).put({ ...alarm, tags });
    return {};
  },
});
