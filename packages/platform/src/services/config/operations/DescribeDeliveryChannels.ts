import { DescribeDeliveryChannelsCommand } from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { channelsNamed } from "../recorder/recorders.ts";

export const DescribeDeliveryChannels = operation(
  DescribeDeliveryChannelsCommand,
  {
    needs: () => [allow("config:DescribeDeliveryChannels", "*")],

    async handle({ DeliveryChannelNames }, ctx) {
      const found = await channelsNamed(DeliveryChannelNames, ctx);
      return {
        DeliveryChannels: found.map((row) => ({
          name: row.name,
          s3BucketName: row.bucket,
          ...(row.prefix === undefined ? {} : { s3KeyPrefix: row.prefix }),
          ...(row.kmsKeyArn === undefined
            ? {}
            : { s3KmsKeyArn: row.kmsKeyArn }),
          ...(row.topicArn === undefined ? {} : { snsTopicARN: row.topicArn }),
          ...(row.properties
            ? { configSnapshotDeliveryProperties: row.properties }
            : {}),
        })),
      };
    },
  },
);
