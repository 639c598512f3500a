import { GetBucketLoggingCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { bucketOf, onBucket } from "../bucket.ts";

/** Access logs are off: an empty answer says so. */
export const GetBucketLogging = operation(GetBucketLoggingCommand, {
  needs: onBucket("s3:GetBucketLogging"),

  async handle(input, ctx) {
    await bucketOf(input, ctx);
    return {};
  },
});
