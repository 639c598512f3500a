import {
  CreateTrailCommand,
  MaximumNumberOfTrailsExceededException,
  TrailAlreadyExistsException,
} from "@aws-sdk/client-cloudtrail";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { checkBucket, checkBuilt } from "../trails/checks.ts";
import { trails, type TrailRow } from "../trails/tables.ts";
import { withTags } from "../trails/tags.ts";
import { checkName, onTrail, passRole, settingsOf } from "../trails/trail.ts";

const TRAILS_AT_MOST = 5;

/** A new trail logs nothing until StartLogging. */
export const CreateTrail = operation(CreateTrailCommand, {
  needs: async ({ Name, TagsList, CloudWatchLogsRoleArn }, ctx) => [
    await onTrail("CreateTrail", Name, ctx, requestTagKeys(TagsList)),
    ...(TagsList?.length
      ? [await onTrail("AddTags", Name, ctx, requestTagKeys(TagsList))]
      : []),
    ...passRole(CloudWatchLogsRoleArn),
  ],

  async handle(input, ctx) {
    const { Name, S3KeyPrefix } = input;
    checkName(Name);
    checkBuilt(input);
    if (await ctx.table(trails).get(Name))
      throw fault(
        TrailAlreadyExistsException,
        `Trail ${Name} already exists for customer: ${ctx.accountId}`,
      );
    if ((await ctx.table(trails).list()).rows.length >= TRAILS_AT_MOST)
      throw fault(
        MaximumNumberOfTrailsExceededException,
        `User: ${ctx.accountId} already has ${TRAILS_AT_MOST} trails in ${ctx.region}.`,
      );
    const row: TrailRow = {
      name: Name,
      bucket: input.S3BucketName,
      ...(S3KeyPrefix ? { prefix: S3KeyPrefix } : {}),
      isMultiRegion: false,
      includesGlobal: input.IncludeGlobalServiceEvents ?? true,
      tags: withTags({}, input.TagsList),
    };
    await checkBucket(row, ctx);
    await ctx.table(trails).put(row);
    return settingsOf(row, ctx);
  },
});
