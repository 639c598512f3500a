import { PutBucketNotificationConfigurationCommand } from "@aws-sdk/client-s3";
import { hexadecimal } from "../../../core/random.ts";
import { operation } from "../../../core/operation.ts";
import { bucketOf, configure, onBucket } from "../bucket.ts";
import { checkConfiguration } from "../notifications/check-configuration.ts";
import { destinationsOf } from "../notifications/destinations.ts";
import { validateDestinations } from "../notifications/validate-destinations.ts";

/** Replaces the whole configuration; an empty one turns notifications off. */
export const PutBucketNotificationConfiguration = operation(
  PutBucketNotificationConfigurationCommand,
  {
    needs: onBucket("s3:PutBucketNotification"),
    audit: { eventName: "PutBucketNotification" },

    async handle(input, ctx) {
      const wanted = input.NotificationConfiguration;
      const bucket = await bucketOf(input, ctx);
      checkConfiguration(wanted, bucket);
      const notification = {
        ...wanted,
        TopicConfigurations: wanted.TopicConfigurations?.map(named),
        QueueConfigurations: wanted.QueueConfigurations?.map(named),
        LambdaFunctionConfigurations:
          wanted.LambdaFunctionConfigurations?.map(named),
      };
      const isEmpty = Object.values(notification).every(
        (value) => value === undefined,
      );
      if (!input.SkipDestinationValidation)
        await validateDestinations(destinationsOf(wanted), bucket, ctx);
      await configure(input, ctx, {
        notification: isEmpty ? undefined : notification,
      });
      return {};
    },
  },
);

/** S3 gives an id to each configuration that has none. */
function named<Configuration extends { Id?: string | undefined }>(
  configuration: Configuration,
): Configuration {
  return { ...configuration, Id: configuration.Id ?? hexadecimal(32) };
}
