import type { Subnet } from "@aws-sdk/client-ec2";
import type { Context, Place } from "../../../core/context.ts";
import { freeAddresses } from "../../../core/network/new-interface.ts";
import type { SubnetRow } from "../../../core/network/tables.ts";
import type { Filters } from "../describe.ts";
import { arnOf } from "../kind.ts";
import { subnet } from "../kinds.ts";
import { tagList } from "../tags.ts";
import { zoneId } from "../zones.ts";

/** A subnet as DescribeSubnets shows it. */
export async function shownSubnet(
  row: SubnetRow,
  ctx: Context,
): Promise<Subnet> {
  return {
    SubnetId: row.subnetId,
    SubnetArn: arnOf(subnet, row.subnetId, ctx),
    OwnerId: ctx.accountId,
    VpcId: row.vpcId,
    State: "available",
    CidrBlock: row.cidrBlock,
    AvailabilityZone: row.availabilityZone,
    AvailabilityZoneId: zoneId(row.availabilityZone),
    AvailableIpAddressCount: await freeAddresses(row, ctx),
    DefaultForAz: row.isDefault,
    MapPublicIpOnLaunch: row.mapPublicIpOnLaunch,
    MapCustomerOwnedIpOnLaunch: false,
    AssignIpv6AddressOnCreation: false,
    Ipv6CidrBlockAssociationSet: [],
    Ipv6Native: false,
    EnableDns64: false,
    PrivateDnsNameOptionsOnLaunch: {
      HostnameType: row.dnsNameType,
      EnableResourceNameDnsARecord: row.resourceNameARecord,
      EnableResourceNameDnsAAAARecord: false,
    },
    Tags: tagList(row.tags),
  };
}

export const subnetFilters = (at: Place): Filters<SubnetRow> => ({
  "availability-zone": ({ availabilityZone }) => [availabilityZone],
  availabilityZone: ({ availabilityZone }) => [availabilityZone],
  "availability-zone-id": ({ availabilityZone }) => [zoneId(availabilityZone)],
  availabilityZoneId: ({ availabilityZone }) => [zoneId(availabilityZone)],
  cidr: ({ cidrBlock }) => [cidrBlock],
  "cidr-block": ({ cidrBlock }) => [cidrBlock],
  cidrBlock: ({ cidrBlock }) => [cidrBlock],
  "default-for-az": ({ isDefault }) => [String(isDefault)],
  defaultForAz: ({ isDefault }) => [String(isDefault)],
  "ipv6-native": () => ["false"],
  "map-public-ip-on-launch": ({ mapPublicIpOnLaunch }) => [
    String(mapPublicIpOnLaunch),
  ],
  "owner-id": () => [at.accountId],
  state: () => ["available"],
  "subnet-arn": ({ subnetId }) => [arnOf(subnet, subnetId, at)],
  "subnet-id": ({ subnetId }) => [subnetId],
  "vpc-id": ({ vpcId }) => [vpcId],
});
