import type {
  NetworkInterface,
  NetworkInterfaceType,
} from "@aws-sdk/client-ec2";
import type { Context, Place } from "../../../core/context.ts";
import {
  addresses,
  securityGroups,
  vpcs,
  type AddressRow,
  type InterfaceRow,
  type Tags,
} from "../../../core/network/tables.ts";
import type { Filters } from "../describe.ts";
import { privateDnsName } from "../dhcp-options.ts";
import { tagList } from "../tags.ts";
import { zoneId } from "../zones.ts";

/** A network interface with the elastic address and the names of its groups. */
export interface FurnishedInterface {
  readonly row: InterfaceRow;
  readonly address: AddressRow | undefined;
  readonly groups: readonly { GroupId: string; GroupName: string }[];
  readonly dnsName: string | undefined;
  readonly tags: Tags;
}

/** Looks up what a network interface is shown with. */
export async function furnished(
  row: InterfaceRow,
  ctx: Context,
): Promise<FurnishedInterface> {
  const { networkInterfaceId, groupIds, vpcId, privateIp } = row;
  const { rows } = await ctx
    .table(addresses)
    .list({ index: "byInterface", prefix: [networkInterfaceId], limit: 1 });
  const groups = await Promise.all(
    groupIds.map(async (GroupId) => ({
      GroupId,
      GroupName:
        (await ctx.table(securityGroups).get(GroupId))?.groupName ?? "",
    })),
  );
  const vpc = await ctx.table(vpcs).get(vpcId);
  return {
    row,
    address: rows[0],
    groups,
    tags: row.tags,
    dnsName: vpc?.enableDnsHostnames
      ? privateDnsName(privateIp, ctx.region)
      : undefined,
  };
}

/** A network interface as DescribeNetworkInterfaces shows it. */
export function shownInterface(
  { row, address, groups, dnsName }: FurnishedInterface,
  at: Place,
): NetworkInterface {
  const association = address && {
    AllocationId: address.allocationId,
    AssociationId: address.association?.associationId,
    IpOwnerId: at.accountId,
    PublicDnsName: "",
    PublicIp: address.publicIp,
  };
  const named = dnsName === undefined ? {} : { PrivateDnsName: dnsName };
  return {
    NetworkInterfaceId: row.networkInterfaceId,
    VpcId: row.vpcId,
    SubnetId: row.subnetId,
    AvailabilityZone: row.availabilityZone,
    AvailabilityZoneId: zoneId(row.availabilityZone),
    OwnerId: at.accountId,
    Description: row.description,
    // The model spells "natGateway", but EC2 answers, and filters by, "nat_gateway".
    InterfaceType: row.type as NetworkInterfaceType,
    Status: statusOf(row),
    MacAddress: row.macAddress,
    PrivateIpAddress: row.privateIp,
    ...named,
    PrivateIpAddresses: [
      {
        Primary: true,
        PrivateIpAddress: row.privateIp,
        ...named,
        ...(association ? { Association: association } : {}),
      },
    ],
    Ipv6Addresses: [],
    Groups: [...groups],
    SourceDestCheck: row.sourceDestCheck,
    RequesterManaged: row.requesterId !== undefined,
    ...(row.requesterId === undefined
      ? {}
      : {
          RequesterId: row.requesterId,
          Attachment: {
            AttachmentId: row.attachmentId,
            AttachTime: new Date(row.createdAt),
            DeleteOnTermination: false,
            DeviceIndex: 1,
            InstanceOwnerId: "amazon-aws",
            NetworkCardIndex: 0,
            Status: "attached" as const,
          },
        }),
    ...(association ? { Association: association } : {}),
    TagSet: tagList(row.tags),
  };
}

const statusOf = ({ requesterId }: InterfaceRow) =>
  requesterId === undefined ? "available" : "in-use";

export const interfaceFilters = (at: Place): Filters<FurnishedInterface> => ({
  "addresses.primary": () => ["true"],
  "addresses.private-ip-address": ({ row }) => [row.privateIp],
  "association.allocation-id": ({ address }) => [address?.allocationId],
  "association.association-id": ({ address }) => [
    address?.association?.associationId,
  ],
  "association.public-ip": ({ address }) => [address?.publicIp],
  "association.ip-owner-id": ({ address }) => [address && at.accountId],
  "attachment.attachment-id": ({ row }) => [row.attachmentId],
  "attachment.instance-id": () => [],
  "attachment.instance-owner-id": ({ row }) => [
    row.attachmentId && "amazon-aws",
  ],
  "attachment.status": ({ row }) => [row.attachmentId && "attached"],
  "availability-zone": ({ row }) => [row.availabilityZone],
  description: ({ row }) => [row.description],
  "group-id": ({ row }) => row.groupIds,
  "group-name": ({ groups }) => groups.map(({ GroupName }) => GroupName),
  "interface-type": ({ row }) => [row.type],
  "mac-address": ({ row }) => [row.macAddress],
  "network-interface-id": ({ row }) => [row.networkInterfaceId],
  "owner-id": () => [at.accountId],
  "private-ip-address": ({ row }) => [row.privateIp],
  "private-dns-name": ({ dnsName }) => [dnsName],
  "requester-id": ({ row }) => [row.requesterId],
  "requester-managed": ({ row }) => [String(row.requesterId !== undefined)],
  "source-dest-check": ({ row }) => [String(row.sourceDestCheck)],
  status: ({ row }) => [statusOf(row)],
  "subnet-id": ({ row }) => [row.subnetId],
  "vpc-id": ({ row }) => [row.vpcId],
});
