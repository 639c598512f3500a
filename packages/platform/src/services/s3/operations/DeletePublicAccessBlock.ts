import { DeletePublicAccessBlockCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { configure, onBucket } from "../bucket.ts";

export const DeletePublicAccessBlock = operation(
  DeletePublicAccessBlockCommand,
  {
    needs: onBucket("s3:PutBucketPublicAccessBlock"),
    audit: { eventName: "DeleteBucketPublicAccessBlock" },

    async handle(input, ctx) {
      await configure(input, ctx, { publicAccessBlock: undefined });
      return {};
    },
  },
);
