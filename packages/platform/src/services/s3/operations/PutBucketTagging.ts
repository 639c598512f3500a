import { PutBucketTaggingCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { onBucket, retagBucket } from "../bucket.ts";
import { bucketTags } from "../tags.ts";

export const PutBucketTagging = operation(PutBucketTaggingCommand, {
  needs: onBucket("s3:PutBucketTagging"),

  async handle(input, ctx) {
    await retagBucket(input, ctx, bucketTags(input.Tagging.TagSet));
    return { $metadata: { httpStatusCode: 204 } };
  },
});
