import { DeleteBucketOwnershipControlsCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { configure, onBucket } from "../bucket.ts";

export const DeleteBucketOwnershipControls = operation(
  DeleteBucketOwnershipControlsCommand,
  {
    needs: onBucket("s3:PutBucketOwnershipControls"),

    async handle(input, ctx) {
      await configure(input, ctx, { ownership: undefined });
      return {};
    },
  },
);
