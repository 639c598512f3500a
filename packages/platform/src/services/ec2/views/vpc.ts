import type { Vpc } from "@aws-sdk/client-ec2";
import type { Place } from "../../../core/context.ts";
import type { VpcRow } from "../../../core/network/tables.ts";
import { defaultId } from "../default-network.ts";
import type { Filters } from "../describe.ts";
import { tagList } from "../tags.ts";

/** A network as DescribeVpcs shows it. */
export function shownVpc(row: VpcRow, at: Place): Vpc {
  return {
    VpcId: row.vpcId,
    OwnerId: at.accountId,
    State: "available",
    CidrBlock: row.cidrBlock,
    CidrBlockAssociationSet: [
      {
        AssociationId: row.cidrAssociationId,
        CidrBlock: row.cidrBlock,
        CidrBlockState: { State: "associated" },
      },
    ],
    Ipv6CidrBlockAssociationSet: [],
    DhcpOptionsId: defaultId("dopt-", at),
    InstanceTenancy: row.tenancy,
    IsDefault: row.isDefault,
    Tags: tagList(row.tags),
  };
}

export const vpcFilters = (at: Place): Filters<VpcRow> => ({
  cidr: ({ cidrBlock }) => [cidrBlock],
  "cidr-block": ({ cidrBlock }) => [cidrBlock],
  cidrBlock: ({ cidrBlock }) => [cidrBlock],
  "cidr-block-association.association-id": ({ cidrAssociationId }) => [
    cidrAssociationId,
  ],
  "cidr-block-association.cidr-block": ({ cidrBlock }) => [cidrBlock],
  "cidr-block-association.state": () => ["associated"],
  "dhcp-options-id": () => [defaultId("dopt-", at)],
  dhcpOptionsId: () => [defaultId("dopt-", at)],
  "instance-tenancy": ({ tenancy }) => [tenancy],
  "is-default": ({ isDefault }) => [String(isDefault)],
  isDefault: ({ isDefault }) => [String(isDefault)],
  "owner-id": () => [at.accountId],
  state: () => ["available"],
  "vpc-id": ({ vpcId }) => [vpcId],
});
