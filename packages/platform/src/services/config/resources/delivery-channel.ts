import {
  DeleteDeliveryChannelCommand,
  DescribeDeliveryChannelsCommand,
  PutDeliveryChannelCommand,
  type DeliveryChannel,
} from "@aws-sdk/client-config-service";
import { absentAs } from "../../../core/resource-absence.ts";
import { deleteWhenFree, patiently } from "../../../core/resource-patience.ts";
import { keptType } from "./kept.ts";

const GONE = "NoSuchDeliveryChannelException";

/** Where a Region's recorder delivers to. It needs a recorder, and stays as long as one is recording. */
export const deliveryChannel = keptType<DeliveryChannel>({
  typeName: "AWS::Config::DeliveryChannel",
  settings: [
    "ConfigSnapshotDeliveryProperties",
    "S3BucketName",
    "S3KeyPrefix",
    "S3KmsKeyArn",
    "SnsTopicARN",
  ],

  async find(DeliveryChannelNames, ctx) {
    const found = await ctx
      .send(new DescribeDeliveryChannelsCommand({ DeliveryChannelNames }))
      .catch(absentAs(GONE));
    return found?.DeliveryChannels ?? [];
  },

  async put(wanted, ctx) {
    await ctx.send(new PutDeliveryChannelCommand({ DeliveryChannel: wanted }));
  },

  async make(_name, put, ctx) {
    await patiently(put, ["NoAvailableConfigurationRecorderException"], ctx);
  },

  delete: (DeliveryChannelName, ctx) =>
    deleteWhenFree(
      () => new DeleteDeliveryChannelCommand({ DeliveryChannelName }),
      { gone: [GONE], held: ["LastDeliveryChannelDeleteFailedException"] },
      ctx,
    ),
});
