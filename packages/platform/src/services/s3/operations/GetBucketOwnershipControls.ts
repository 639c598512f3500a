import { GetBucketOwnershipControlsCommand } from "@aws-sdk/client-s3";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { bucketOf, onBucket } from "../bucket.ts";

export const GetBucketOwnershipControls = operation(
  GetBucketOwnershipControlsCommand,
  {
    needs: onBucket("s3:GetBucketOwnershipControls"),

    async handle(input, ctx) {
      const { name, ownership } = await bucketOf(input, ctx);
      if (!ownership)
        throw fault(
          "OwnershipControlsNotFoundError",
          "The bucket ownership controls were not found",
          404,
          { BucketName: name },
        );
      return {
        OwnershipControls: { Rules: [{ ObjectOwnership: ownership }] },
      };
    },
  },
);
