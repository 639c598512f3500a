import { PutObjectTaggingCommand } from "@aws-sdk/client-s3";
import { allow, operation } from "../../../core/operation.ts";
import { bucketOf } from "../bucket.ts";
import { tellOfChange } from "../notify.ts";
import { existingKeys } from "../on-object.ts";
import { objectTagKeys } from "../request-keys.ts";
import { objectArn } from "../tables.ts";
import { retag } from "../retag.ts";
import { objectTags } from "../tags.ts";

export const PutObjectTagging = operation(PutObjectTaggingCommand, {
  needs: async (input, ctx) => {
    const bucket = await bucketOf(input, ctx);
    const { Key: key, VersionId: versionId } = input;
    const tags = objectTags(input.Tagging.TagSet);
    return [
      allow(
        versionId === undefined
          ? "s3:PutObjectTagging"
          : "s3:PutObjectVersionTagging",
        objectArn(bucket.name, key),
        {
          ...(await existingKeys(ctx, bucket, key, versionId)),
          ...objectTagKeys(tags),
        },
      ),
    ];
  },
  audit: { category: "Data" },

  async handle(input, ctx) {
    const bucket = await bucketOf(input, ctx);
    const tags = objectTags(input.Tagging.TagSet);
    const version = await retag(ctx, bucket, input, tags);
    tellOfChange(ctx, bucket, "ObjectTagging:Put", version);
    return bucket.versioning === undefined
      ? {}
      : { VersionId: version.versionId };
  },
});
