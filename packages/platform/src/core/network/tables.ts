import { table } from "../table.ts";

/** Rows of a Region's networks. They stand in core because EC2 keeps them and Lambda judges connections by them. */
export type Tags = Readonly<Record<string, string>>;

export interface Tagged {
  readonly tags: Tags;
}

export interface VpcRow extends Tagged {
  readonly vpcId: string;
  readonly cidrBlock: string;
  readonly cidrAssociationId: string;
  readonly tenancy: "default" | "dedicated";
  readonly isDefault: boolean;
  readonly enableDnsSupport: boolean;
  readonly enableDnsHostnames: boolean;
  readonly enableNetworkAddressUsageMetrics: boolean;
}

export interface SubnetRow extends Tagged {
  readonly subnetId: string;
  readonly vpcId: string;
  readonly cidrBlock: string;
  readonly availabilityZone: string;
  readonly isDefault: boolean;
  readonly mapPublicIpOnLaunch: boolean;
  readonly dnsNameType: "ip-name" | "resource-name";
  readonly resourceNameARecord: boolean;
}

/** Where packages for a block of addresses go. */
export interface Route {
  readonly destination: string;
  readonly target:
    | { readonly kind: "local" }
    | { readonly kind: "gateway"; readonly id: string }
    | { readonly kind: "nat"; readonly id: string }
    | { readonly kind: "interface"; readonly id: string };
}

export interface RouteTableRow extends Tagged {
  readonly routeTableId: string;
  readonly vpcId: string;
  readonly routes: readonly Route[];
  /** The main one's has no subnet: it stands for every subnet that has none of its own. */
  readonly associations: readonly {
    readonly associationId: string;
    readonly subnetId?: string;
  }[];
}

export interface InternetGatewayRow extends Tagged {
  readonly internetGatewayId: string;
  readonly vpcId?: string;
}

export interface NatGatewayRow extends Tagged {
  readonly natGatewayId: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly connectivity: "public" | "private";
  readonly networkInterfaceId: string;
  readonly privateIp: string;
  readonly allocationId?: string;
  readonly associationId?: string;
  readonly publicIp?: string;
  readonly createdAt: number;
  readonly deletedAt?: number;
}

export interface AddressRow extends Tagged {
  readonly allocationId: string;
  readonly publicIp: string;
  readonly association?: {
    readonly associationId: string;
    readonly networkInterfaceId: string;
    readonly privateIp: string;
  };
}

export interface SecurityGroupRow extends Tagged {
  readonly groupId: string;
  readonly groupName: string;
  readonly description: string;
  readonly vpcId: string;
}

/** One rule about one peer; `protocol` is `tcp`, `udp`, `icmp`, `icmpv6`, a number or `-1` for all. */
export interface SecurityGroupRuleRow extends Tagged {
  readonly ruleId: string;
  readonly groupId: string;
  readonly egress: boolean;
  readonly protocol: string;
  /** For ICMP type and code; -1 means all. */
  readonly fromPort: number;
  readonly toPort: number;
  readonly peer: { readonly cidr: string } | { readonly groupId: string };
  readonly description?: string;
}

export interface AclEntry {
  readonly ruleNumber: number;
  readonly egress: boolean;
  /** A protocol's number, or `-1` for all. */
  readonly protocol: string;
  readonly allow: boolean;
  readonly cidr: string;
  readonly ports?: { readonly from: number; readonly to: number };
  readonly icmp?: { readonly type: number; readonly code: number };
}

export interface NetworkAclRow extends Tagged {
  readonly networkAclId: string;
  readonly vpcId: string;
  readonly isDefault: boolean;
  readonly entries: readonly AclEntry[];
  readonly associations: readonly {
    readonly associationId: string;
    readonly subnetId: string;
  }[];
}

export interface InterfaceRow extends Tagged {
  readonly networkInterfaceId: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly availabilityZone: string;
  readonly privateIp: string;
  readonly macAddress: string;
  readonly groupIds: readonly string[];
  readonly description: string;
  readonly type: "interface" | "lambda" | "nat_gateway";
  readonly sourceDestCheck: boolean;
  readonly createdAt: number;
  /** Who made it; not the account itself for what services make. */
  readonly requesterId?: string;
  readonly attachmentId?: string;
}

/** That a version of a function (by its ARN) uses a network interface. */
export interface InterfaceUseRow {
  readonly networkInterfaceId: string;
  readonly user: string;
}

export const vpcs = table<VpcRow>()({
  name: "ec2.vpcs",
  scope: "region",
  key: ({ vpcId }) => [vpcId],
});

export const subnets = table<SubnetRow>()({
  name: "ec2.subnets",
  scope: "region",
  key: ({ subnetId }) => [subnetId],
  indexes: { byVpc: ({ vpcId }) => [[vpcId]] },
});

export const routeTables = table<RouteTableRow>()({
  name: "ec2.routeTables",
  scope: "region",
  key: ({ routeTableId }) => [routeTableId],
  indexes: {
    byVpc: ({ vpcId }) => [[vpcId]],
    byAssociation: ({ associations }) =>
      associations.map(({ associationId }) => [associationId]),
    /** The subnet's own, or, by the network's id, the main one. */
    bySubnet: ({ vpcId, associations }) =>
      associations.map(({ subnetId }) => [subnetId ?? vpcId]),
  },
});

export const internetGateways = table<InternetGatewayRow>()({
  name: "ec2.internetGateways",
  scope: "region",
  key: ({ internetGatewayId }) => [internetGatewayId],
  indexes: { byVpc: ({ vpcId }) => (vpcId === undefined ? [] : [[vpcId]]) },
});

export const natGateways = table<NatGatewayRow>()({
  name: "ec2.natGateways",
  scope: "region",
  key: ({ natGatewayId }) => [natGatewayId],
});

export const addresses = table<AddressRow>()({
  name: "ec2.addresses",
  scope: "region",
  key: ({ allocationId }) => [allocationId],
  indexes: {
    byInterface: ({ association }) =>
      association ? [[association.networkInterfaceId]] : [],
  },
});

export const securityGroups = table<SecurityGroupRow>()({
  name: "ec2.securityGroups",
  scope: "region",
  key: ({ groupId }) => [groupId],
  indexes: { byVpc: ({ vpcId, groupName }) => [[vpcId, groupName]] },
});

export const securityGroupRules = table<SecurityGroupRuleRow>()({
  name: "ec2.securityGroupRules",
  scope: "region",
  key: ({ ruleId }) => [ruleId],
  indexes: {
    byGroup: ({ groupId }) => [[groupId]],
    byPeer: ({ peer }) => ("groupId" in peer ? [[peer.groupId]] : []),
  },
});

export const networkAcls = table<NetworkAclRow>()({
  name: "ec2.networkAcls",
  scope: "region",
  key: ({ networkAclId }) => [networkAclId],
  indexes: {
    byVpc: ({ vpcId }) => [[vpcId]],
    bySubnet: ({ associations }) =>
      associations.map(({ subnetId }) => [subnetId]),
    byAssociation: ({ associations }) =>
      associations.map(({ associationId }) => [associationId]),
  },
});

export const networkInterfaces = table<InterfaceRow>()({
  name: "ec2.networkInterfaces",
  scope: "region",
  key: ({ networkInterfaceId }) => [networkInterfaceId],
  indexes: {
    bySubnet: ({ subnetId }) => [[subnetId]],
    byGroup: ({ groupIds }) => groupIds.map((groupId) => [groupId]),
  },
});

export const interfaceUses = table<InterfaceUseRow>()({
  name: "ec2.interfaceUses",
  scope: "region",
  key: ({ networkInterfaceId, user }) => [networkInterfaceId, user],
  indexes: { byUser: ({ user }) => [[user]] },
});
