import { DeleteBucketTaggingCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { onBucket, retagBucket } from "../bucket.ts";

export const DeleteBucketTagging = operation(DeleteBucketTaggingCommand, {
  needs: onBucket("s3:PutBucketTagging"),

  async handle(input, ctx) {
    await retagBucket(input, ctx, undefined);
    return {};
  },
});
