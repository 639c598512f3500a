import { TagResourceCommand } from "@aws-sdk/client-cloudwatch";
import { allow, operation } from "../../../core/operation.ts";
import { requestTagKeys, resourceTagKeys } from "../../../core/tag-keys.ts";
import { alarms } from "../alarms/tables.ts";
import { alarmByArn, existingByArn, withTags } from "../alarms/tags.ts";

/** Of CloudWatch's resources with tags, alarms are here. */
export const TagResource = operation(TagResourceCommand, {
  needs: async ({ ResourceARN, Tags }, ctx) => [
    allow("cloudwatch:TagResource", ResourceARN, {
      ...resourceTagKeys((await alarmByArn(ctx, ResourceARN))?.tags),
      ...requestTagKeys(Tags),
    }),
  ],

  async handle({ ResourceARN, Tags }, ctx) {
    const alarm = await existingByArn(ctx, ResourceARN);
    const tags = withTags(alarm.tags, Tags);
    await ctx.table(alarms).put({ ...alarm, tags });
    return {};
  },
});
