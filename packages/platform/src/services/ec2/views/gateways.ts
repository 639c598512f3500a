import type { Address, InternetGateway, NatGateway } from "@aws-sdk/client-ec2";
import type { Place } from "../../../core/context.ts";
import type {
  AddressRow,
  InternetGatewayRow,
  NatGatewayRow,
} from "../../../core/network/tables.ts";
import type { Filters } from "../describe.ts";
import { natState } from "../../../core/network/nat-state.ts";
import { tagList } from "../tags.ts";

/** An internet gateway as DescribeInternetGateways shows it. */
export function shownInternetGateway(
  row: InternetGatewayRow,
  at: Place,
): InternetGateway {
  return {
    InternetGatewayId: row.internetGatewayId,
    OwnerId: at.accountId,
    // "available" is what EC2 says of an attached one, though its enumeration does not know the word.
    Attachments:
      row.vpcId === undefined
        ? []
        : [{ VpcId: row.vpcId, State: "available" as "attached" }],
    Tags: tagList(row.tags),
  };
}

export const internetGatewayFilters = (
  at: Place,
): Filters<InternetGatewayRow> => ({
  "attachment.state": ({ vpcId }) => (vpcId === undefined ? [] : ["available"]),
  "attachment.vpc-id": ({ vpcId }) => [vpcId],
  "internet-gateway-id": ({ internetGatewayId }) => [internetGatewayId],
  "owner-id": () => [at.accountId],
});

/** A NAT gateway as DescribeNatGateways shows it at a moment. */
export function shownNatGateway(row: NatGatewayRow, now: number): NatGateway {
  const state = natState(row, now);
  const isGone = state === "deleting" || state === "deleted";
  return {
    NatGatewayId: row.natGatewayId,
    VpcId: row.vpcId,
    SubnetId: row.subnetId,
    ConnectivityType: row.connectivity,
    AvailabilityMode: "zonal",
    State: state,
    CreateTime: new Date(row.createdAt),
    ...(row.deletedAt === undefined
      ? {}
      : { DeleteTime: new Date(row.deletedAt) }),
    NatGatewayAddresses: [
      {
        NetworkInterfaceId: row.networkInterfaceId,
        PrivateIp: row.privateIp,
        IsPrimary: true,
        Status: isGone ? "disassociating" : "succeeded",
        ...(row.allocationId === undefined
          ? {}
          : {
              AllocationId: row.allocationId,
              AssociationId: row.associationId,
              PublicIp: row.publicIp,
            }),
      },
    ],
    Tags: tagList(row.tags),
  };
}

export const natGatewayFilters = (now: number): Filters<NatGatewayRow> => ({
  "nat-gateway-id": ({ natGatewayId }) => [natGatewayId],
  state: (row) => [natState(row, now)],
  "subnet-id": ({ subnetId }) => [subnetId],
  "vpc-id": ({ vpcId }) => [vpcId],
});

/** An elastic address as DescribeAddresses shows it. */
export function shownAddress(row: AddressRow, at: Place): Address {
  const { allocationId, publicIp, association } = row;
  return {
    AllocationId: allocationId,
    PublicIp: publicIp,
    Domain: "vpc",
    PublicIpv4Pool: "amazon",
    NetworkBorderGroup: at.region,
    ...(association
      ? {
          AssociationId: association.associationId,
          NetworkInterfaceId: association.networkInterfaceId,
          NetworkInterfaceOwnerId: at.accountId,
          PrivateIpAddress: association.privateIp,
        }
      : {}),
    Tags: tagList(row.tags),
  };
}

export const addressFilters = (at: Place): Filters<AddressRow> => ({
  "allocation-id": ({ allocationId }) => [allocationId],
  "association-id": ({ association }) => [association?.associationId],
  domain: () => ["vpc"],
  "instance-id": () => [],
  "network-border-group": () => [at.region],
  "network-interface-id": ({ association }) => [
    association?.networkInterfaceId,
  ],
  "network-interface-owner-id": ({ association }) => [
    association && at.accountId,
  ],
  "private-ip-address": ({ association }) => [association?.privateIp],
  "public-ip": ({ publicIp }) => [publicIp],
});
