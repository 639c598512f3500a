import { GetBucketNotificationConfigurationCommand } from "@aws-sdk/client-s3";
import { operation } from "../../../core/operation.ts";
import { bucketOf, onBucket } from "../bucket.ts";

export const GetBucketNotificationConfiguration = operation(
  GetBucketNotificationConfigurationCommand,
  {
    needs: onBucket("s3:GetBucketNotification"),
    audit: { eventName: "GetBucketNotification" },

    async handle(input, ctx) {
      const { notification = {} } = await bucketOf(input, ctx);
      return notification;
    },
  },
);
