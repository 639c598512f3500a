import {
  CreateNetworkInterfaceCommand,
  DeleteNetworkInterfaceCommand,
  DescribeNetworkInterfacesCommand,
  ModifyNetworkInterfaceAttributeCommand,
  type CreateNetworkInterfaceCommandInput,
  type NetworkInterface,
} from "@aws-sdk/client-ec2";
import { isDeepStrictEqual } from "node:util";
import { given } from "../../../core/resource-input.ts";
import {
  regionalRow,
  resourceType,
  type Change,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { wholeOrGone } from "../../../core/whole-resource.ts";
import { networkInterface as kind } from "../kinds.ts";
import { absent } from "./absent.ts";
import { listed } from "./listed.ts";
import { schemaOf } from "./schemas.ts";
import { retag, shownTags, tagging } from "./tags.ts";
import { refuseWished } from "./unbuilt.ts";

const typeName = "AWS::EC2::NetworkInterface";

/** Properties of network interfaces that nothing here would honour. */
const UNBUILT = [
  "ConnectionTrackingSpecification",
  "EnablePrimaryIpv6",
  "Ipv4PrefixCount",
  "Ipv4Prefixes",
  "Ipv6AddressCount",
  "Ipv6Addresses",
  "Ipv6PrefixCount",
  "Ipv6Prefixes",
  "PublicIpDnsHostnameTypeSpecification",
  "SecondaryPrivateIpAddressCount",
];

/** A network interface. */
export const networkInterface = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "ec2.networkInterfaces": regionalRow((_place, id) => id) },

  async create(properties, ctx) {
    refuseWished(typeName, properties, UNBUILT);
    const { GroupSet } = properties;
    const { NetworkInterface } = await ctx.send(
      new CreateNetworkInterfaceCommand({
        ...given(properties, [
          "Description",
          "InterfaceType",
          "PrivateIpAddress",
          "PrivateIpAddresses",
          "SubnetId",
        ]),
        ...(GroupSet === undefined ? {} : { Groups: GroupSet }),
        ...tagging(kind, properties),
      } as CreateNetworkInterfaceCommandInput),
    );
    const id = NetworkInterface?.NetworkInterfaceId ?? "";
    await wholeOrGone(
      () => setSourceDestCheck(id, { before: {}, after: properties }, ctx),
      () => remove(id, ctx),
    );
    return id;
  },

  async read(Id, ctx) {
    const found = await ctx
      .send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [Id] }))
      .catch(absent(kind));
    const [row] = found?.NetworkInterfaces ?? [];
    return row && shown(Id, row);
  },

  async update(NetworkInterfaceId, change, ctx) {
    const { before, after } = change;
    refuseWished(typeName, after, UNBUILT);
    if (before["Description"] !== after["Description"])
      await ctx.send(
        new ModifyNetworkInterfaceAttributeCommand({
          NetworkInterfaceId,
          Description: { Value: (after["Description"] ?? "") as string },
        }),
      );
    // Without any group it is its network's default one.
    if (!isDeepStrictEqual(before["GroupSet"], after["GroupSet"]))
      await ctx.send(
        new ModifyNetworkInterfaceAttributeCommand({
          NetworkInterfaceId,
          Groups: (after["GroupSet"] ?? []) as string[],
        }),
      );
    await setSourceDestCheck(NetworkInterfaceId, change, ctx);
    await retag(NetworkInterfaceId, change, ctx);
  },

  delete: remove,

  list: (ctx) =>
    listed(
      (page) => ctx.send(new DescribeNetworkInterfacesCommand(page)),
      ({ NetworkInterfaces }) =>
        NetworkInterfaces?.map(({ NetworkInterfaceId }) => NetworkInterfaceId),
    ),
});

async function remove(
  NetworkInterfaceId: string,
  ctx: ResourceContext,
): Promise<void> {
  await ctx
    .send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }))
    .catch(absent(kind));
}

async function setSourceDestCheck(
  NetworkInterfaceId: string,
  { before, after }: Change,
  ctx: ResourceContext,
): Promise<void> {
  const Value = (after["SourceDestCheck"] ?? true) as boolean;
  if (Value !== (before["SourceDestCheck"] ?? true))
    await ctx.send(
      new ModifyNetworkInterfaceAttributeCommand({
        NetworkInterfaceId,
        SourceDestCheck: { Value },
      }),
    );
}

function shown(Id: string, row: NetworkInterface): Properties {
  const { PrivateIpAddress, PrivateIpAddresses = [], Groups = [] } = row;
  return {
    Id,
    ...given({ ...row }, [
      "Description",
      "InterfaceType",
      "SourceDestCheck",
      "SubnetId",
      "VpcId",
    ]),
    GroupSet: Groups.map(({ GroupId }) => GroupId),
    PrivateIpAddress,
    PrivateIpAddresses: PrivateIpAddresses.map((one) => ({
      Primary: one.Primary,
      PrivateIpAddress: one.PrivateIpAddress,
    })),
    PrimaryPrivateIpAddress: PrivateIpAddress,
    SecondaryPrivateIpAddresses: [],
    ...shownTags(row.TagSet),
  };
}
