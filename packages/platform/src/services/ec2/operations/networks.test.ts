import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  AllocateAddressCommand,
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateDefaultVpcCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteInternetGatewayCommand,
  DeleteNatGatewayCommand,
  DeleteNetworkAclEntryCommand,
  DeleteRouteCommand,
  DeleteRouteTableCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DescribeAddressesCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  DetachInternetGatewayCommand,
  ModifyVpcAttributeCommand,
  ReleaseAddressCommand,
  ReplaceNetworkAclAssociationCommand,
  ReplaceRouteCommand,
  ReplaceRouteTableAssociationCommand,
} from "@aws-sdk/client-ec2";
import {
  smallNetwork,
  startNetworks,
  wayToTheInternet,
} from "../testing/network.ts";

test("every account has a default network in each Region, with a subnet in each zone, open to the internet", async () => {
  await using w = await startNetworks();
  const { Vpcs = [] } = await w.ec2.send(new DescribeVpcsCommand({}));
  deepEqual(
    Vpcs.map(({ CidrBlock, IsDefault }) => [CidrBlock, IsDefault]),
    [["172.31.0.0/16", true]],
  );
  const { Subnets = [] } = await w.ec2.send(
    new DescribeSubnetsCommand({
      Filters: [{ Name: "default-for-az", Values: ["true"] }],
    }),
  );
  equal(new Set(Subnets.map((one) => one.AvailabilityZone)).size, 6);
  equal(Subnets[0]?.AvailableIpAddressCount, 4091);
  const { RouteTables = [] } = await w.ec2.send(
    new DescribeRouteTablesCommand({
      Filters: [{ Name: "association.main", Values: ["true"] }],
    }),
  );
  match(RouteTables[0]?.Routes?.[1]?.GatewayId ?? "", /^igw-/);
  const { SecurityGroups = [] } = await w.ec2.send(
    new DescribeSecurityGroupsCommand({ GroupNames: ["default"] }),
  );
  equal(SecurityGroups[0]?.VpcId, Vpcs[0]?.VpcId);

  await rejects(w.ec2.send(new CreateDefaultVpcCommand({})), {
    name: "DefaultVpcAlreadyExists",
  });
});

test("a network's block has 16 to 65,536 addresses; a subnet lies in it, beside the others", async () => {
  await using w = await startNetworks();
  const create = (CidrBlock: string) =>
    w.ec2.send(new CreateVpcCommand({ CidrBlock }));
  await rejects(create("10.0.0.0/8"), { name: "InvalidVpc.Range" });
  await rejects(create("10.0.0.0/29"), { name: "InvalidVpc.Range" });
  await rejects(create("10.0.0/16"), { name: "InvalidParameterValue" });
  const { Vpc } = await create("10.0.7.9/16");
  equal(Vpc?.CidrBlock, "10.0.0.0/16");
  equal(Vpc?.State, "pending");

  const VpcId = Vpc?.VpcId ?? "";
  const subnet = (CidrBlock: string, AvailabilityZone?: string) =>
    w.ec2.send(
      new CreateSubnetCommand({
        VpcId,
        CidrBlock,
        ...(AvailabilityZone ? { AvailabilityZone } : {}),
      }),
    );
  const { Subnet } = await subnet("10.0.1.0/24", "us-east-1c");
  equal(Subnet?.AvailabilityZoneId, "use1-az3");
  equal(Subnet?.AvailableIpAddressCount, 251);
  await rejects(subnet("10.0.1.128/25"), {
    name: "InvalidSubnet.Conflict",
    message: "The CIDR '10.0.1.128/25' conflicts with another subnet",
  });
  await rejects(subnet("10.1.0.0/24"), { name: "InvalidSubnet.Range" });
  await rejects(subnet("10.0.2.0/24", "eu-west-1a"), {
    name: "InvalidParameterValue",
  });
  await subnet("10.0.2.0/24");
});

test("a network that is in use stays; what came with it goes with it", async () => {
  await using w = await startNetworks();
  const {
    vpcId: VpcId,
    subnetId: SubnetId,
    groupId,
  } = await smallNetwork(w.ec2);
  await rejects(w.ec2.send(new DeleteVpcCommand({ VpcId })), {
    name: "DependencyViolation",
    message: `The vpc '${VpcId}' has dependencies and cannot be deleted.`,
  });
  await w.ec2.send(new DeleteSubnetCommand({ SubnetId }));
  await rejects(w.ec2.send(new DeleteVpcCommand({ VpcId })), {
    name: "DependencyViolation",
  });
  await w.removeGroup(groupId);
  await w.ec2.send(new DeleteVpcCommand({ VpcId }));
  await rejects(w.ec2.send(new DescribeVpcsCommand({ VpcIds: [VpcId] })), {
    name: "InvalidVpcID.NotFound",
    message: `The vpc ID '${VpcId}' does not exist`,
  });
  const { SecurityGroups } = await w.ec2.send(
    new DescribeSecurityGroupsCommand({
      Filters: [{ Name: "vpc-id", Values: [VpcId] }],
    }),
  );
  deepEqual(SecurityGroups, []);
});

test("an attribute of a network is changed alone, and told alone", async () => {
  await using w = await startNetworks();
  const { vpcId: VpcId } = await smallNetwork(w.ec2);
  const told = async () => {
    const { EnableDnsHostnames, EnableDnsSupport } = await w.ec2.send(
      new DescribeVpcAttributeCommand({
        VpcId,
        Attribute: "enableDnsHostnames",
      }),
    );
    equal(EnableDnsSupport, undefined);
    return EnableDnsHostnames?.Value;
  };
  equal(await told(), false);
  await w.ec2.send(
    new ModifyVpcAttributeCommand({
      VpcId,
      EnableDnsHostnames: { Value: true },
    }),
  );
  equal(await told(), true);
  await rejects(
    w.ec2.send(
      new ModifyVpcAttributeCommand({
        VpcId,
        EnableDnsHostnames: { Value: true },
        EnableDnsSupport: { Value: true },
      }),
    ),
    { name: "InvalidParameterCombination" },
  );
});

test("a route leads to what is there and attached, and is shown black when that is gone", async () => {
  await using w = await startNetworks();
  const network = await smallNetwork(w.ec2);
  const { vpcId: VpcId } = network;
  const { RouteTable } = await w.ec2.send(
    new CreateRouteTableCommand({ VpcId }),
  );
  const RouteTableId = RouteTable?.RouteTableId ?? "";
  const DestinationCidrBlock = "0.0.0.0/0";
  const { InternetGateway } = await w.ec2.send(
    new CreateInternetGatewayCommand({}),
  );
  const GatewayId = InternetGateway?.InternetGatewayId ?? "";
  const route = () =>
    w.ec2.send(
      new CreateRouteCommand({ RouteTableId, DestinationCidrBlock, GatewayId }),
    );
  await rejects(route(), { name: "InvalidParameterValue" });
  const attach = { InternetGatewayId: GatewayId, VpcId };
  await w.ec2.send(new AttachInternetGatewayCommand(attach));
  await rejects(w.ec2.send(new AttachInternetGatewayCommand(attach)), {
    name: "Resource.AlreadyAssociated",
  });
  await route();
  await route();
  await rejects(
    w.ec2.send(
      new CreateRouteCommand({
        RouteTableId,
        DestinationCidrBlock,
        NetworkInterfaceId: await anInterface(),
      }),
    ),
    { name: "RouteAlreadyExists" },
  );
  await rejects(
    w.ec2.send(
      new DeleteRouteCommand({
        RouteTableId,
        DestinationCidrBlock: "10.20.0.0/16",
      }),
    ),
    { name: "InvalidParameterValue", message: /cannot remove local route/ },
  );
  await rejects(
    w.ec2.send(
      new DeleteInternetGatewayCommand({ InternetGatewayId: GatewayId }),
    ),
    { name: "DependencyViolation" },
  );
  await w.ec2.send(new DetachInternetGatewayCommand(attach));
  deepEqual(await states(), ["active", "blackhole"]);
  await w.ec2.send(
    new ReplaceRouteCommand({
      RouteTableId,
      DestinationCidrBlock,
      NetworkInterfaceId: await anInterface(),
    }),
  );
  deepEqual(await states(), ["active", "active"]);
  await w.ec2.send(
    new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock }),
  );
  await rejects(
    w.ec2.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock })),
    { name: "InvalidRoute.NotFound" },
  );

  async function states() {
    const { RouteTables = [] } = await w.ec2.send(
      new DescribeRouteTablesCommand({ RouteTableIds: [RouteTableId] }),
    );
    return RouteTables[0]?.Routes?.map(({ State }) => State);
  }
  async function anInterface() {
    const { NetworkInterface } = await w.ec2.send(
      new CreateNetworkInterfaceCommand({ SubnetId: network.subnetId }),
    );
    return NetworkInterface?.NetworkInterfaceId;
  }
});

test("a subnet has one route table, which stays as long as it has the subnet", async () => {
  await using w = await startNetworks();
  const { vpcId: VpcId, subnetId: SubnetId } = await smallNetwork(w.ec2);
  const table = async () => {
    const { RouteTable } = await w.ec2.send(
      new CreateRouteTableCommand({ VpcId }),
    );
    return RouteTable?.RouteTableId ?? "";
  };
  const [one, other] = [await table(), await table()];
  const { AssociationId } = await w.ec2.send(
    new AssociateRouteTableCommand({ RouteTableId: one, SubnetId }),
  );
  await rejects(
    w.ec2.send(
      new AssociateRouteTableCommand({ RouteTableId: other, SubnetId }),
    ),
    { name: "Resource.AlreadyAssociated" },
  );
  await rejects(
    w.ec2.send(new DeleteRouteTableCommand({ RouteTableId: one })),
    {
      name: "DependencyViolation",
    },
  );
  await w.ec2.send(
    new ReplaceRouteTableAssociationCommand({
      AssociationId,
      RouteTableId: other,
    }),
  );
  await w.ec2.send(new DeleteRouteTableCommand({ RouteTableId: one }));
  const { RouteTables = [] } = await w.ec2.send(
    new DescribeRouteTablesCommand({
      Filters: [{ Name: "association.subnet-id", Values: [SubnetId] }],
    }),
  );
  equal(RouteTables[0]?.RouteTableId, other);
});

test("a NAT gateway is made and removed in time, and holds its address meanwhile", async () => {
  await using w = await startNetworks();
  const network = await smallNetwork(w.ec2);
  const { NatGatewayId, AllocationId } = await wayToTheInternet(w.ec2, network);
  const state = async () => {
    const { NatGateways = [] } = await w.ec2.send(
      new DescribeNatGatewaysCommand({ NatGatewayIds: [NatGatewayId] }),
    );
    return NatGateways[0]?.State;
  };
  equal(await state(), "pending");
  w.cloud.advance(2);
  equal(await state(), "available");
  await rejects(w.ec2.send(new ReleaseAddressCommand({ AllocationId })), {
    name: "InvalidIPAddress.InUse",
  });
  await rejects(
    w.ec2.send(
      new CreateNatGatewayCommand({ SubnetId: network.subnetId, AllocationId }),
    ),
    { name: "Resource.AlreadyAssociated" },
  );
  await w.ec2.send(new DeleteNatGatewayCommand({ NatGatewayId }));
  equal(await state(), "deleting");
  w.cloud.advance(2);
  equal(await state(), "deleted");
  await w.ec2.send(new ReleaseAddressCommand({ AllocationId }));
  w.cloud.advance(3700);
  const { NatGateways } = await w.ec2.send(new DescribeNatGatewaysCommand({}));
  deepEqual(NatGateways, []);
});

test("a request with a client token that comes twice makes one thing", async () => {
  await using w = await startNetworks();
  const { subnetId: SubnetId } = await smallNetwork(w.ec2);
  const create = (Description: string) =>
    w.ec2.send(
      new CreateNetworkInterfaceCommand({
        SubnetId,
        Description,
        ClientToken: "once",
      }),
    );
  const first = await create("one");
  const again = await create("one");
  equal(
    again.NetworkInterface?.NetworkInterfaceId,
    first.NetworkInterface?.NetworkInterfaceId,
  );
  await rejects(create("other"), { name: "IdempotentParameterMismatch" });
});

test("there are five elastic addresses, all of them set aside for documentation", async () => {
  await using w = await startNetworks();
  for (let made = 0; made < 5; made++)
    await w.ec2.send(new AllocateAddressCommand({ Domain: "vpc" }));
  await rejects(w.ec2.send(new AllocateAddressCommand({ Domain: "vpc" })), {
    name: "AddressLimitExceeded",
  });
  const { Addresses = [] } = await w.ec2.send(new DescribeAddressesCommand({}));
  ok(
    Addresses.every(({ PublicIp = "" }) =>
      /^(198\.51\.100|203\.0\.113)\.\d+$/.test(PublicIp),
    ),
  );
  equal(new Set(Addresses.map(({ PublicIp }) => PublicIp)).size, 5);
});

test("an ACL's entries have their places; a subnet is under one ACL at a time", async () => {
  await using w = await startNetworks();
  const { vpcId: VpcId, subnetId } = await smallNetwork(w.ec2);
  const { NetworkAcl } = await w.ec2.send(
    new CreateNetworkAclCommand({ VpcId }),
  );
  const NetworkAclId = NetworkAcl?.NetworkAclId;
  equal(NetworkAcl?.Entries?.length, 2);
  const entry = (RuleNumber: number) =>
    w.ec2.send(
      new CreateNetworkAclEntryCommand({
        NetworkAclId,
        RuleNumber,
        Egress: true,
        Protocol: "tcp",
        RuleAction: "allow",
        CidrBlock: "0.0.0.0/0",
        PortRange: { From: 443, To: 443 },
      }),
    );
  await entry(100);
  await rejects(entry(100), { name: "NetworkAclEntryAlreadyExists" });
  await rejects(entry(32_767), { name: "InvalidParameterValue" });
  await rejects(
    w.ec2.send(
      new DeleteNetworkAclEntryCommand({
        NetworkAclId,
        RuleNumber: 7,
        Egress: true,
      }),
    ),
    { name: "InvalidNetworkAclEntry.NotFound" },
  );
  const under = async () => {
    const { NetworkAcls = [] } = await w.ec2.send(
      new DescribeNetworkAclsCommand({
        Filters: [{ Name: "association.subnet-id", Values: [subnetId] }],
      }),
    );
    equal(NetworkAcls.length, 1);
    const [acl] = NetworkAcls;
    const [association] = acl?.Associations ?? [];
    return {
      id: acl?.NetworkAclId,
      AssociationId: association?.NetworkAclAssociationId,
    };
  };
  const { AssociationId } = await under();
  await w.ec2.send(
    new ReplaceNetworkAclAssociationCommand({ AssociationId, NetworkAclId }),
  );
  equal((await under()).id, NetworkAclId);
});
