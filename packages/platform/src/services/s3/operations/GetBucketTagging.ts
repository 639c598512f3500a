import { GetBucketTaggingCommand } from "@aws-sdk/client-s3";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { bucketOf, onBucket } from "../bucket.ts";
import { tagSet } from "../tags.ts";

export const GetBucketTagging = operation(GetBucketTaggingCommand, {
  needs: onBucket("s3:GetBucketTagging"),

  async handle(input, ctx) {
    const { name, tags } = await bucketOf(input, ctx);
    if (!tags)
      throw fault("NoSuchTagSet", "The TagSet does not exist", 404, {
        BucketName: name,
      });
    return { TagSet: tagSet(tags) };
  },
});
