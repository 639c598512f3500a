import { GetBucketLifecycleConfigurationCommand } from "@aws-sdk/client-s3";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { bucketOf, onBucket } from "../bucket.ts";

/** Lifecycle rules cannot be put on a bucket here: none has any. */
export const GetBucketLifecycleConfiguration = operation(
  GetBucketLifecycleConfigurationCommand,
  {
    needs: onBucket("s3:GetLifecycleConfiguration"),
    audit: { eventName: "GetBucketLifecycle" },

    async handle(input, ctx) {
      const { name } = await bucketOf(input, ctx);
      throw fault(
        "NoSuchLifecycleConfiguration",
        "The lifecycle configuration does not exist",
        404,
        { BucketName: name },
      );
    },
  },
);
