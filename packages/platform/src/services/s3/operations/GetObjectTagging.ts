import { GetObjectTaggingCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { bucketOf } from "../bucket.ts";
import { objectOf } from "../find-object.ts";
import { onObject } from "../on-object.ts";
import { tagSet } from "../tags.ts";

export const GetObjectTagging = operation(GetObjectTaggingCommand, {
  needs: onObject("s3:GetObjectTagging", "s3:GetObjectVersionTagging"),
  audit: { category: "Data" },

  async handle(input, ctx) {
    const bucket = await bucketOf(input, ctx);
    const { Key, VersionId } = input;
    const { versionId, content } = await objectOf(ctx, bucket, Key, VersionId);
    return {
      TagSet: tagSet(content.tags),
      ...(bucket.versioning === undefined ? {} : { VersionId: versionId }),
    };
  },
});
