import { UpdateTrailCommand } from "@aws-sdk/client-cloudtrail";
import { operation } from "../../../core/operation.ts";
import { checkBucket, checkBuilt } from "../trails/checks.ts";
import { trails, type TrailRow } from "../trails/tables.ts";
import {
  changeableTrail,
  onTrail,
  passRole,
  settingsOf,
} from "../trails/trail.ts";

/** What is not given stays as it is; an empty prefix takes it away. */
export const UpdateTrail = operation(UpdateTrailCommand, {
  needs: async ({ Name, CloudWatchLogsRoleArn }, ctx) => [
    await onTrail("UpdateTrail", Name, ctx),
    ...passRole(CloudWatchLogsRoleArn),
  ],

  async handle(input, ctx) {
    const known = await changeableTrail(input.Name, ctx);
    checkBuilt(input);
    const { prefix: old, ...rest } = known;
    const prefix = input.S3KeyPrefix ?? old;
    const row: TrailRow = {
      ...rest,
      ...(prefix ? { prefix } : {}),
      bucket: input.S3BucketName ?? known.bucket,
      includesGlobal: input.IncludeGlobalServiceEvents ?? known.includesGlobal,
    };
    await checkBucket(row, ctx);
    await ctx.table(trails).put(row);
    return settingsOf(row, ctx);
  },
});
