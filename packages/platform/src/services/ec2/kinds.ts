import type { Place } from "../../core/context.ts";
import * as rows from "../../core/network/tables.ts";
import { zoneId } from "./zones.ts";
import { arnOf, type Kind } from "./kind.ts";
import { dhcpOptions, type DhcpOptionsRow } from "./dhcp-options.ts";

/** Every kind of resource that is kept, in EC2's own words. */
export const vpc: Kind<rows.VpcRow> = {
  type: "vpc",
  prefix: "vpc-",
  table: rows.vpcs,
  id: ({ vpcId }) => vpcId,
  notFound: {
    code: "InvalidVpcID.NotFound",
    says: "The vpc ID '{id}' does not exist",
  },
  malformed: "InvalidVpcID.Malformed",
  keys: ({ vpcId, tenancy }) => ({
    "ec2:VpcID": vpcId,
    "ec2:Tenancy": tenancy,
  }),
};

/** `ec2:Vpc` of what belongs to a network. */
const inVpc = ({ vpcId }: { vpcId: string }, at: Place) => ({
  "ec2:Vpc": arnOf(vpc, vpcId, at),
});

export const subnet: Kind<rows.SubnetRow> = {
  type: "subnet",
  prefix: "subnet-",
  table: rows.subnets,
  id: ({ subnetId }) => subnetId,
  notFound: {
    code: "InvalidSubnetID.NotFound",
    says: "The subnet ID '{id}' does not exist",
  },
  malformed: "InvalidSubnetID.Malformed",
  keys: (row, at) => ({
    ...inVpc(row, at),
    "ec2:SubnetID": row.subnetId,
    "ec2:AvailabilityZone": row.availabilityZone,
    "ec2:AvailabilityZoneId": zoneId(row.availabilityZone),
  }),
};

export const routeTable: Kind<rows.RouteTableRow> = {
  type: "route-table",
  prefix: "rtb-",
  table: rows.routeTables,
  id: ({ routeTableId }) => routeTableId,
  notFound: {
    code: "InvalidRouteTableID.NotFound",
    says: "The routeTable ID '{id}' does not exist",
  },
  malformed: "InvalidRouteTableId.Malformed",
  keys: (row, at) => ({
    ...inVpc(row, at),
    "ec2:RouteTableID": row.routeTableId,
  }),
};

export const internetGateway: Kind<rows.InternetGatewayRow> = {
  type: "internet-gateway",
  prefix: "igw-",
  table: rows.internetGateways,
  id: ({ internetGatewayId }) => internetGatewayId,
  notFound: {
    code: "InvalidInternetGatewayID.NotFound",
    says: "The internetGateway ID '{id}' does not exist",
  },
  malformed: "InvalidInternetGatewayId.Malformed",
  keys: ({ internetGatewayId }) => ({
    "ec2:InternetGatewayID": internetGatewayId,
  }),
};

export const natGateway: Kind<rows.NatGatewayRow> = {
  type: "natgateway",
  prefix: "nat-",
  table: rows.natGateways,
  id: ({ natGatewayId }) => natGatewayId,
  notFound: {
    code: "NatGatewayNotFound",
    says: "The Nat Gateway {id} was not found",
  },
  malformed: "NatGatewayMalformed",
  keys: inVpc,
};

export const elasticIp: Kind<rows.AddressRow> = {
  type: "elastic-ip",
  prefix: "eipalloc-",
  table: rows.addresses,
  id: ({ allocationId }) => allocationId,
  notFound: {
    code: "InvalidAllocationID.NotFound",
    says: "The allocation ID '{id}' does not exist",
  },
  malformed: "InvalidAllocationID.Malformed",
  keys: ({ allocationId, publicIp }) => ({
    "ec2:AllocationId": allocationId,
    "ec2:Domain": "vpc",
    "ec2:PublicIpAddress": publicIp,
  }),
};

export const securityGroup: Kind<rows.SecurityGroupRow> = {
  type: "security-group",
  prefix: "sg-",
  table: rows.securityGroups,
  id: ({ groupId }) => groupId,
  notFound: {
    code: "InvalidGroup.NotFound",
    says: "The security group '{id}' does not exist",
  },
  malformed: "InvalidGroupId.Malformed",
  keys: (row, at) => ({
    ...inVpc(row, at),
    "ec2:SecurityGroupID": row.groupId,
  }),
};

export const securityGroupRule: Kind<rows.SecurityGroupRuleRow> = {
  type: "security-group-rule",
  prefix: "sgr-",
  table: rows.securityGroupRules,
  id: ({ ruleId }) => ruleId,
  notFound: {
    code: "InvalidSecurityGroupRuleId.NotFound",
    says: "The security group rule ID '{id}' does not exist",
  },
  malformed: "InvalidSecurityGroupRuleId.Malformed",
  keys: () => ({}),
};

export const networkAcl: Kind<rows.NetworkAclRow> = {
  type: "network-acl",
  prefix: "acl-",
  table: rows.networkAcls,
  id: ({ networkAclId }) => networkAclId,
  notFound: {
    code: "InvalidNetworkAclID.NotFound",
    says: "The networkAcl ID '{id}' does not exist",
  },
  malformed: "InvalidNetworkAclId.Malformed",
  keys: (row, at) => ({
    ...inVpc(row, at),
    "ec2:NetworkAclID": row.networkAclId,
  }),
};

export const networkInterface: Kind<rows.InterfaceRow> = {
  type: "network-interface",
  prefix: "eni-",
  table: rows.networkInterfaces,
  id: ({ networkInterfaceId }) => networkInterfaceId,
  notFound: {
    code: "InvalidNetworkInterfaceID.NotFound",
    says: "The networkInterface ID '{id}' does not exist",
  },
  malformed: "InvalidNetworkInterfaceId.Malformed",
  keys: (row, at) => ({
    ...inVpc(row, at),
    "ec2:NetworkInterfaceID": row.networkInterfaceId,
    "ec2:Subnet": arnOf(subnet, row.subnetId, at),
    "ec2:AvailabilityZone": row.availabilityZone,
  }),
};

export const dhcpOptionsSet: Kind<DhcpOptionsRow> = {
  type: "dhcp-options",
  prefix: "dopt-",
  table: dhcpOptions,
  id: ({ dhcpOptionsId }) => dhcpOptionsId,
  notFound: {
    code: "InvalidDhcpOptionID.NotFound",
    says: "The dhcpOption ID '{id}' does not exist",
  },
  malformed: "InvalidDhcpOptionsId.Malformed",
  keys: ({ dhcpOptionsId }) => ({ "ec2:DhcpOptionsID": dhcpOptionsId }),
};

/** All kinds, for what goes by any id: tags. */
export const KINDS = [
  vpc,
  subnet,
  routeTable,
  internetGateway,
  natGateway,
  elasticIp,
  securityGroup,
  securityGroupRule,
  networkAcl,
  networkInterface,
  dhcpOptionsSet,
] as readonly unknown[] as readonly Kind<rows.Tagged>[];
