import { GetBucketWebsiteCommand } from "@aws-sdk/client-s3";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { bucketOf, onBucket } from "../bucket.ts";

/** Buckets are no websites here. */
export const GetBucketWebsite = operation(GetBucketWebsiteCommand, {
  needs: onBucket("s3:GetBucketWebsite"),

  async handle(input, ctx) {
    const { name } = await bucketOf(input, ctx);
    throw fault(
      "NoSuchWebsiteConfiguration",
      "The specified bucket does not have a website configuration",
      404,
      { BucketName: name },
    );
  },
});
