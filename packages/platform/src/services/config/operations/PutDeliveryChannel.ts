import { randomUUID } from "node:crypto";
import {
  InsufficientDeliveryPolicyException,
  MaxNumberOfDeliveryChannelsExceededException,
  NoSuchBucketException,
  PutDeliveryChannelCommand,
} from "@aws-sdk/client-config-service";
import type { Context } from "../../../core/context.ts";
import { Fault, fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { scheduleSnapshot, tryBucket } from "../recorder/deliver.ts";
import { someRecorder } from "../recorder/recorders.ts";
import { channels, type ChannelRow } from "../recorder/tables.ts";

/** The bucket is tried at once, with a file that Config leaves there. */
export const PutDeliveryChannel = operation(PutDeliveryChannelCommand, {
  needs: () => [allow("config:PutDeliveryChannel", "*")],

  async handle({ DeliveryChannel: given }, ctx) {
    const {
      name = "default",
      s3BucketName,
      configSnapshotDeliveryProperties,
    } = given;
    await someRecorder(ctx);
    const { rows } = await ctx.table(channels).list();
    if (rows.some((row) => row.name !== name))
      throw fault(
        MaxNumberOfDeliveryChannelsExceededException,
        `Failed to put delivery channel '${name}' because the maximum number of delivery channels: 1 is reached.`,
      );
    if (s3BucketName === undefined)
      throw fault(NoSuchBucketException, "The delivery channel has no bucket.");
    const row: ChannelRow = {
      name,
      bucket: s3BucketName,
      ...(given.s3KeyPrefix === undefined ? {} : { prefix: given.s3KeyPrefix }),
      ...(given.s3KmsKeyArn === undefined
        ? {}
        : { kmsKeyArn: given.s3KmsKeyArn }),
      ...(given.snsTopicARN === undefined
        ? {}
        : { topicArn: given.snsTopicARN }),
      ...(configSnapshotDeliveryProperties
        ? { properties: configSnapshotDeliveryProperties }
        : {}),
      revision: randomUUID(),
    };
    await checkBucket(row, ctx);
    await ctx.table(channels).put(row);
    scheduleSnapshot(row, ctx);
    return {};
  },
});

async function checkBucket(row: ChannelRow, ctx: Context): Promise<void> {
  try {
    await tryBucket(row, ctx);
  } catch (error) {
    if (!(error instanceof Fault) || error.status >= 500) throw error;
    if (error.name === "NoSuchBucket")
      throw fault(
        NoSuchBucketException,
        `Cannot find a S3 bucket with an empty bucket name or of the name ${row.bucket}.`,
      );
    throw fault(
      InsufficientDeliveryPolicyException,
      `Insufficient delivery policy to s3 bucket: ${row.bucket}, unable to write to bucket, provided s3 key prefix is '${row.prefix ?? "null"}'. ${error.message}`,
    );
  }
}
