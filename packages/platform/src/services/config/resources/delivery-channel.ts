import {
  DeleteDeliveryChannelCommand,
  DescribeDeliveryChannelsCommand,
  PutDeliveryChannelCommand,
  type DeliveryChannel,
} from "@aws-sdk/client-config-service";
import { given } from "../../../core/resource-input.ts";
import { absentAs } from "../../../core/resource-absence.ts";
import { deleteWhenFree, patiently } from "../../../core/resource-patience.ts";
import { refuseExisting } from "../../../core/resource-refusals.ts";
import {
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { lowered, raised } from "./initials.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::Config::DeliveryChannel";
const GONE = "NoSuchDeliveryChannelException";

const SETTINGS = [
  "ConfigSnapshotDeliveryProperties",
  "S3BucketName",
  "S3KeyPrefix",
  "S3KmsKeyArn",
  "SnsTopicARN",
];

/** Where a Region's recorder delivers to. It needs a recorder, and stays as long as one is recording. */
export const deliveryChannel = resourceType({
  typeName,
  schema: schemaOf(typeName),

  async create(properties, ctx) {
    const name = (properties["Name"] as string) ?? ctx.name({ most: 256 });
    await refuseExisting(
      typeName,
      name,
      ctx,
      async () => (await channelOf(name, ctx)) !== undefined,
    );
    await patiently(
      () => put(name, properties, ctx),
      ["NoAvailableConfigurationRecorderException"],
      ctx,
    );
    return name;
  },

  async read(Id, ctx) {
    const found = await channelOf(Id, ctx);
    return (
      found && {
        Id,
        Name: Id,
        ...given(raised(found) as Properties, SETTINGS),
      }
    );
  },

  async update(name, { after }, ctx) {
    await put(name, after, ctx);
  },

  delete: (DeliveryChannelName, ctx) =>
    deleteWhenFree(
      () => new DeleteDeliveryChannelCommand({ DeliveryChannelName }),
      { gone: [GONE], held: ["LastDeliveryChannelDeleteFailedException"] },
      ctx,
    ),

  async list(ctx) {
    const { DeliveryChannels = [] } = await ctx.send(
      new DescribeDeliveryChannelsCommand({}),
    );
    return DeliveryChannels.map(({ name = "" }) => name);
  },
});

async function put(
  name: string,
  properties: Properties,
  ctx: ResourceContext,
): Promise<void> {
  await ctx.send(
    new PutDeliveryChannelCommand({
      DeliveryChannel: {
        name,
        ...(lowered(given(properties, SETTINGS)) as DeliveryChannel),
      },
    }),
  );
}

async function channelOf(
  name: string,
  ctx: ResourceContext,
): Promise<DeliveryChannel | undefined> {
  const found = await ctx
    .send(new DescribeDeliveryChannelsCommand({ DeliveryChannelNames: [name] }))
    .catch(absentAs(GONE));
  return found?.DeliveryChannels?.[0];
}
