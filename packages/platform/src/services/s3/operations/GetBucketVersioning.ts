import { GetBucketVersioningCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { bucketOf, onBucket } from "../bucket.ts";

export const GetBucketVersioning = operation(GetBucketVersioningCommand, {
  needs: onBucket("s3:GetBucketVersioning"),

  async handle(input, ctx) {
    const { versioning } = await bucketOf(input, ctx);
    return versioning === undefined ? {} : { Status: versioning };
  },
});
