import { DeleteBucketCorsCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { configure, onBucket } from "../bucket.ts";

/** Whoever may set a bucket's rules may take them away: there is no permission of its own for it. */
export const DeleteBucketCors = operation(DeleteBucketCorsCommand, {
  needs: onBucket("s3:PutBucketCORS"),

  async handle(input, ctx) {
    await configure(input, ctx, { cors: undefined });
    return {};
  },
});
