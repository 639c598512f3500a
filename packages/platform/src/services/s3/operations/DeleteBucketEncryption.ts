import { DeleteBucketEncryptionCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { configure, onBucket } from "../bucket.ts";

/** Sets the bucket back to SSE-S3. */
export const DeleteBucketEncryption = operation(DeleteBucketEncryptionCommand, {
  needs: onBucket("s3:PutEncryptionConfiguration"),

  async handle(input, ctx) {
    await configure(input, ctx, { encryption: undefined });
    return {};
  },
});
