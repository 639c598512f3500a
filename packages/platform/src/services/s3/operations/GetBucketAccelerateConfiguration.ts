import { GetBucketAccelerateConfigurationCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { bucketOf, onBucket } from "../bucket.ts";

/** Transfer acceleration was never set: an empty answer says so. */
export const GetBucketAccelerateConfiguration = operation(
  GetBucketAccelerateConfigurationCommand,
  {
    needs: onBucket("s3:GetAccelerateConfiguration"),

    async handle(input, ctx) {
      await bucketOf(input, ctx);
      return {};
    },
  },
);
