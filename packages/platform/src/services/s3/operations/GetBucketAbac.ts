import { GetBucketAbacCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { bucketOf, onBucket } from "../bucket.ts";

export const GetBucketAbac = operation(GetBucketAbacCommand, {
  needs: onBucket("s3:GetBucketAbac"),

  async handle(input, ctx) {
    const { abac } = await bucketOf(input, ctx);
    return {
      AbacStatus: {
        Status: abac ? ("Enabled" as const) : ("Disabled" as const),
      },
    };
  },
});
