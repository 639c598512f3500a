import { DeleteBucketPolicyCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { configure, onBucket } from "../bucket.ts";

export const DeleteBucketPolicy = operation(DeleteBucketPolicyCommand, {
  needs: onBucket("s3:DeleteBucketPolicy"),

  async handle(input, ctx) {
    await configure(input, ctx, { policy: undefined });
    return {};
  },
});
