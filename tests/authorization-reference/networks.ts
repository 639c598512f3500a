import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateNetworkAclCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeDhcpOptionsCommand,
  DescribeNetworkAclsCommand,
  type ResourceType,
} from "@aws-sdk/client-ec2";
import { ec2Of } from "../../packages/platform/src/services/ec2/testing/network.ts";
import type { Cloud } from "../../packages/platform/testing/cloud.ts";
import { TAGS, type Named } from "./named.ts";

/** A network with one tagged thing of every kind, and the requests that mean others than its rule does. */
export async function networks({ url, running }: Cloud): Promise<{
  named: Named;
  variants: Readonly<Record<string, readonly Named[]>>;
}> {
  const ec2 = ec2Of(url, running.rootKey);
  const TagSpecifications = tagged;
  const { Vpc: { VpcId } = {} } = await ec2.send(
    new CreateVpcCommand({
      CidrBlock: "10.0.0.0/16",
      TagSpecifications: TagSpecifications("vpc"),
    }),
  );
  const { Subnet: { SubnetId } = {} } = await ec2.send(
    new CreateSubnetCommand({
      VpcId,
      CidrBlock: "10.0.1.0/24",
      TagSpecifications: TagSpecifications("subnet"),
    }),
  );
  const { RouteTable: { RouteTableId } = {} } = await ec2.send(
    new CreateRouteTableCommand({
      VpcId,
      TagSpecifications: TagSpecifications("route-table"),
    }),
  );
  const { AssociationId } = await ec2.send(
    new AssociateRouteTableCommand({ RouteTableId, SubnetId }),
  );
  const { InternetGateway: { InternetGatewayId } = {} } = await ec2.send(
    new CreateInternetGatewayCommand({
      TagSpecifications: TagSpecifications("internet-gateway"),
    }),
  );
  await ec2.send(
    new AttachInternetGatewayCommand({ VpcId, InternetGatewayId }),
  );
  const { AllocationId } = await ec2.send(
    new AllocateAddressCommand({
      TagSpecifications: TagSpecifications("elastic-ip"),
    }),
  );
  const { NatGateway: { NatGatewayId } = {} } = await ec2.send(
    new CreateNatGatewayCommand({
      SubnetId,
      ConnectivityType: "private",
      TagSpecifications: TagSpecifications("natgateway"),
    }),
  );
  const { GroupId } = await ec2.send(
    new CreateSecurityGroupCommand({
      VpcId,
      GroupName: "app",
      Description: "of the world",
      TagSpecifications: TagSpecifications("security-group"),
    }),
  );
  const { SecurityGroupRules: [rule] = [] } = await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId,
      IpPermissions: [
        { IpProtocol: "-1", IpRanges: [{ CidrIp: "10.0.0.0/16" }] },
      ],
      TagSpecifications: TagSpecifications("security-group-rule"),
    }),
  );
  const { NetworkAcl: { NetworkAclId } = {} } = await ec2.send(
    new CreateNetworkAclCommand({
      VpcId,
      TagSpecifications: TagSpecifications("network-acl"),
    }),
  );
  const { NetworkAcls: [acl] = [] } = await ec2.send(
    new DescribeNetworkAclsCommand({
      Filters: [{ Name: "association.subnet-id", Values: [SubnetId ?? ""] }],
    }),
  );
  const { NetworkInterface: { NetworkInterfaceId } = {} } = await ec2.send(
    new CreateNetworkInterfaceCommand({
      SubnetId,
      Groups: [GroupId ?? ""],
      TagSpecifications: TagSpecifications("network-interface"),
    }),
  );
  const address = await ec2.send(
    new AssociateAddressCommand({ AllocationId, NetworkInterfaceId }),
  );
  const { DhcpOptions: [dhcp] = [] } = await ec2.send(
    new DescribeDhcpOptionsCommand({}),
  );
  ec2.destroy();
  const Resources = [
    VpcId,
    SubnetId,
    RouteTableId,
    InternetGatewayId,
    AllocationId,
    NatGatewayId,
    GroupId,
    rule?.SecurityGroupRuleId,
    NetworkAclId,
    NetworkInterfaceId,
    dhcp?.DhcpOptionsId,
  ];
  return {
    named: {
      VpcId,
      SubnetId,
      RouteTableId,
      AssociationId,
      InternetGatewayId,
      AllocationId,
      NatGatewayId,
      GroupId,
      Groups: [GroupId],
      SecurityGroupRules: [{ SecurityGroupRuleId: rule?.SecurityGroupRuleId }],
      NetworkAclId,
      NetworkInterfaceId,
      Resources,
      Tags: TAGS,
      TagSpecifications: undefined,
    },
    variants: {
      ...Object.fromEntries(
        Object.entries(MADE).map(([operation, type]) => [
          `ec2:${operation}`,
          [{ TagSpecifications: TagSpecifications(type) }],
        ]),
      ),
      "ec2:ReplaceNetworkAclAssociation": [
        { AssociationId: acl?.Associations?.[0]?.NetworkAclAssociationId },
      ],
      "ec2:DisassociateAddress": [{ AssociationId: address.AssociationId }],
    },
  };
}

const tagged = (ResourceType: ResourceType) => [{ ResourceType, Tags: TAGS }];

/** What gets tags as it is made. */
const MADE: Readonly<Record<string, ResourceType>> = {
  AllocateAddress: "elastic-ip",
  AuthorizeSecurityGroupEgress: "security-group-rule",
  AuthorizeSecurityGroupIngress: "security-group-rule",
  CreateInternetGateway: "internet-gateway",
  CreateNatGateway: "natgateway",
  CreateNetworkAcl: "network-acl",
  CreateNetworkInterface: "network-interface",
  CreateRouteTable: "route-table",
  CreateSecurityGroup: "security-group",
  CreateSubnet: "subnet",
  CreateVpc: "vpc",
};
