import { GetObjectLockConfigurationCommand } from "@aws-sdk/client-s3";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { bucketOf, onBucket } from "../bucket.ts";

/** Objects cannot be locked here. */
export const GetObjectLockConfiguration = operation(
  GetObjectLockConfigurationCommand,
  {
    needs: onBucket("s3:GetBucketObjectLockConfiguration"),
    audit: { eventName: "GetBucketObjectLockConfiguration" },

    async handle(input, ctx) {
      const { name } = await bucketOf(input, ctx);
      throw fault(
        "ObjectLockConfigurationNotFoundError",
        "Object Lock configuration does not exist for this bucket",
        404,
        { BucketName: name },
      );
    },
  },
);
