import { HeadBucketCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { bucketOf, onBucket } from "../bucket.ts";
import { bucketArn } from "../tables.ts";

export const HeadBucket = operation(HeadBucketCommand, {
  needs: onBucket("s3:ListBucket"),

  async handle(input, ctx) {
    const { name, region } = await bucketOf(input, ctx);
    return {
      BucketArn: bucketArn(name),
      BucketRegion: region,
      AccessPointAlias: false,
    };
  },
});
