import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  DescribeSecurityGroupRulesCommand,
  DescribeVpcsCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import type { Cloud } from "../../../../testing/cloud.ts";
import { whileTimePasses } from "../../../../testing/passing-time.ts";
import { resourceHandler } from "../../../../testing/resources.ts";
import { smallNetwork, startNetworks } from "../testing/network.ts";

const TAGS = { Tags: [{ Key: "team", Value: "blue" }] };

/** Every type of EC2's, by the last part of its name. */
const handlers = (cloud: Cloud) => ({
  of: (name: string) => resourceHandler(cloud, `AWS::EC2::${name}`),
});

test("a network, a subnet and an internet gateway live as resources", async () => {
  await using networks = await startNetworks();
  const { of } = handlers(networks.cloud);
  const vpcs = await of("VPC");
  const block = { CidrBlock: "10.1.0.0/16" };
  const wanted = { ...block, EnableDnsHostnames: true, ...TAGS };
  const VpcId = await vpcs.create(wanted);
  match(VpcId, /^vpc-[0-9a-f]{17}$/);
  const {
    CidrBlockAssociations,
    DefaultNetworkAcl,
    DefaultSecurityGroup,
    ...read
  } = (await vpcs.read(VpcId)) as Record<string, string>;
  match(String(CidrBlockAssociations), /^vpc-cidr-assoc-/);
  match(DefaultNetworkAcl!, /^acl-/);
  match(DefaultSecurityGroup!, /^sg-/);
  deepEqual(read, {
    VpcId,
    InstanceTenancy: "default",
    Ipv6CidrBlocks: [],
    EnableDnsSupport: true,
    ...wanted,
  });
  await vpcs.update(VpcId, {
    before: wanted,
    after: { ...block, EnableDnsSupport: false },
  });
  const changed = await vpcs.read(VpcId);
  equal(changed?.["EnableDnsSupport"], false);
  equal(changed?.["EnableDnsHostnames"], false);
  equal(changed?.["Tags"], undefined);
  ok((await vpcs.list()).includes(VpcId));
  await rejects(vpcs.create({ Ipv4IpamPoolId: "ipam-pool-1" }), {
    name: "InvalidRequest",
    message: "Ipv4IpamPoolId of AWS::EC2::VPC: not built.",
  });
  await rejects(vpcs.create({ ...block, InstanceTenancy: "host" }), {
    name: "InvalidParameterValue",
  });
  await rejects(
    vpcs.update(VpcId, {
      before: block,
      after: { ...block, InstanceTenancy: "dedicated" },
    }),
    /cannot be changed from default to dedicated/,
  );

  const subnets = await of("Subnet");
  const place = { VpcId, CidrBlock: "10.1.2.0/24" };
  const open = {
    ...place,
    AvailabilityZone: "us-east-1b",
    MapPublicIpOnLaunch: true,
    PrivateDnsNameOptionsOnLaunch: { HostnameType: "resource-name" },
    AssignIpv6AddressOnCreation: false,
  };
  const SubnetId = await subnets.create(open);
  const made = await subnets.read(SubnetId);
  equal(made?.["MapPublicIpOnLaunch"], true);
  equal(made?.["AvailabilityZone"], "us-east-1b");
  match(made?.["NetworkAclAssociationId"] as string, /^aclassoc-/);
  await subnets.update(SubnetId, { before: open, after: place });
  equal((await subnets.read(SubnetId))?.["MapPublicIpOnLaunch"], false);
  await rejects(subnets.create({ ...place, Ipv6Native: true }), {
    message: "Ipv6Native of AWS::EC2::Subnet: not built.",
  });

  const gateways = await of("InternetGateway");
  const attachments = await of("VPCGatewayAttachment");
  const InternetGatewayId = await gateways.create(TAGS);
  const attachment = await attachments.create({ VpcId, InternetGatewayId });
  equal(attachment, `IGW|${VpcId}`);
  deepEqual(await attachments.read(attachment), {
    AttachmentType: "IGW",
    VpcId,
    InternetGatewayId,
  });
  const other = await gateways.create({});
  await attachments.update(attachment, {
    before: { VpcId, InternetGatewayId },
    after: { VpcId, InternetGatewayId: other },
  });
  equal((await attachments.read(attachment))?.["InternetGatewayId"], other);
  await attachments.delete(attachment);
  await attachments.delete(attachment);
  await gateways.delete(InternetGatewayId);
  equal(await gateways.read(InternetGatewayId), undefined);

  await subnets.delete(SubnetId);
  equal(await subnets.read(SubnetId), undefined);
  await vpcs.delete(VpcId);
  equal(await vpcs.read(VpcId), undefined);
  await vpcs.delete(VpcId);
});

test("what others still need is waited for, and told of where it stays", async () => {
  await using networks = await startNetworks();
  const { cloud, ec2 } = networks;
  const { of } = handlers(cloud);
  const [vpcs, subnets] = [await of("VPC"), await of("Subnet")];
  const { vpcId, subnetId, groupId } = await smallNetwork(ec2);

  const deleting = vpcs.delete(vpcId, {}, "step");
  await networks.removeGroup(groupId);
  await subnets.delete(subnetId);
  await deleting;
  await vpcs.delete(vpcId, {}, "step");
  equal(await vpcs.read(vpcId), undefined);

  const kept = await smallNetwork(ec2);
  const refused = rejects(vpcs.delete(kept.vpcId), {
    name: "DependencyViolation",
  });
  cloud.advance(600);
  await refused;
  const { Vpcs = [] } = await ec2.send(
    new DescribeVpcsCommand({ VpcIds: [kept.vpcId] }),
  );
  equal(Vpcs.length, 1);
});

test("route tables, routes and NAT gateways lead a subnet out", async () => {
  await using networks = await startNetworks();
  const { cloud, ec2 } = networks;
  const { of } = handlers(cloud);
  const { vpcId: VpcId, subnetId: SubnetId } = await smallNetwork(ec2);
  const tables = await of("RouteTable");
  const RouteTableId = await tables.create({ VpcId, ...TAGS });
  deepEqual(await tables.read(RouteTableId), { RouteTableId, VpcId, ...TAGS });
  await tables.update(RouteTableId, { before: TAGS, after: {} });
  deepEqual(await tables.read(RouteTableId), { RouteTableId, VpcId });

  const associations = await of("SubnetRouteTableAssociation");
  const Id = await associations.create({ RouteTableId, SubnetId });
  deepEqual(await associations.read(Id), { Id, RouteTableId, SubnetId });
  await rejects(associations.create({ RouteTableId, SubnetId }), {
    name: "Resource.AlreadyAssociated",
  });

  const addresses = await of("EIP");
  const address = await addresses.create({ Domain: "vpc", ...TAGS });
  const [PublicIp = "", AllocationId = ""] = address.split("|");
  equal(addresses.type.ref?.(address, {}), PublicIp);
  const shown = await addresses.read(address);
  equal(shown?.["AllocationId"], AllocationId);
  deepEqual(await addresses.list(), [address]);
  await rejects(addresses.create({ Domain: "standard" }), {
    message: "Domain of AWS::EC2::EIP: only vpc is built.",
  });

  const nats = await of("NatGateway");
  const NatGatewayId = await whileTimePasses(
    cloud,
    nats.create({ SubnetId, AllocationId, ...TAGS }),
  );
  const nat = await nats.read(NatGatewayId);
  match(nat?.["EniId"] as string, /^eni-/);
  equal(nat?.["ConnectivityType"], "public");
  await rejects(nats.create({ SubnetId, SecondaryAllocationIds: ["x"] }), {
    message: "SecondaryAllocationIds of AWS::EC2::NatGateway: not built.",
  });

  const routes = await of("Route");
  const out = { RouteTableId, DestinationCidrBlock: "0.0.0.0/0" };
  const toNat = { ...out, NatGatewayId };
  const route = await routes.create(toNat, "step");
  equal(route, `${RouteTableId}|0.0.0.0/0`);
  equal(await routes.create(toNat, "step"), route);
  await rejects(routes.create(toNat), { name: "AlreadyExists" });
  deepEqual(await routes.read(route), { ...toNat, CidrBlock: "0.0.0.0/0" });
  const interfaces = await of("NetworkInterface");
  const NetworkInterfaceId = await interfaces.create({ SubnetId });
  const toInterface = { ...out, NetworkInterfaceId };
  await routes.update(route, { before: toNat, after: toInterface });
  deepEqual(await routes.read(route), {
    ...toInterface,
    CidrBlock: "0.0.0.0/0",
  });
  ok((await routes.list()).includes(route));
  await rejects(routes.create({ ...out, TransitGatewayId: "tgw-1" }), {
    message: "TransitGatewayId of AWS::EC2::Route: not built.",
  });

  await routes.delete(route);
  await routes.delete(route);
  equal(await routes.read(route), undefined);
  // The address goes once its gateway has gone.
  const releasing = addresses.delete(address);
  await whileTimePasses(cloud, nats.delete(NatGatewayId));
  equal(await nats.read(NatGatewayId), undefined);
  deepEqual(await nats.list(), []);
  await whileTimePasses(cloud, releasing);
  deepEqual(await addresses.list(), []);
  await associations.delete(Id);
  equal(await associations.read(Id), undefined);
  await tables.delete(RouteTableId);
  equal(await tables.read(RouteTableId), undefined);
});

test("a security group's rules become those of its template, and those of others stay", async () => {
  await using networks = await startNetworks();
  const { cloud, ec2 } = networks;
  const { of } = handlers(cloud);
  const { vpcId: VpcId, groupId: app } = await smallNetwork(ec2);
  const groups = await of("SecurityGroup");
  const https = {
    IpProtocol: "tcp",
    FromPort: 443,
    ToPort: 443,
    CidrIp: "10.0.0.0/8",
  };
  const base = { GroupDescription: "front", VpcId };
  const before = {
    ...base,
    SecurityGroupIngress: [
      { ...https, Description: "from inside" },
      { IpProtocol: "-1", SourceSecurityGroupId: app },
    ],
    ...TAGS,
  };
  const id = await groups.create(before);
  const everything = { IpProtocol: "-1", CidrIp: "0.0.0.0/0" };
  const { GroupName, SecurityGroupIngress, ...made } =
    (await groups.read(id)) ?? {};
  match(GroupName as string, /^stack-Resource-/);
  deepEqual(sorted(SecurityGroupIngress), sorted(before.SecurityGroupIngress));
  deepEqual(made, {
    ...base,
    Id: id,
    GroupId: id,
    SecurityGroupEgress: [everything],
    ...TAGS,
  });

  const rules = await of("SecurityGroupIngress");
  const ssh = {
    GroupId: id,
    IpProtocol: "tcp",
    FromPort: 22,
    ToPort: 22,
    CidrIp: "10.9.0.0/16",
  };
  const Id = await rules.create({ ...ssh, Description: "for admins" });
  match(Id, /^sgr-/);
  deepEqual(await rules.read(Id), { Id, ...ssh, Description: "for admins" });
  await rules.update(Id, { before: ssh, after: ssh });
  deepEqual(await rules.read(Id), { Id, ...ssh });

  // The same rule, spelled and described otherwise, is the rule that there is.
  const after = {
    ...base,
    SecurityGroupIngress: [{ ...https, IpProtocol: "6", Description: "all" }],
    SecurityGroupEgress: [{ ...https, CidrIp: "0.0.0.0/0" }],
  };
  const rulesOf = async () => {
    const { SecurityGroupRules = [] } = await ec2.send(
      new DescribeSecurityGroupRulesCommand({
        Filters: [{ Name: "group-id", Values: [id] }],
      }),
    );
    return SecurityGroupRules;
  };
  const old = (await rulesOf()).find(({ FromPort }) => FromPort === 443);
  await groups.update(id, { before, after });
  const now = await rulesOf();
  equal(now.length, 3);
  const same = now.find(
    ({ SecurityGroupRuleId }) =>
      SecurityGroupRuleId === old?.SecurityGroupRuleId,
  );
  equal(same?.Description, "all");
  const known = await groups.read(id, after);
  deepEqual(
    sorted(known?.["SecurityGroupIngress"]),
    sorted([...after.SecurityGroupIngress, withoutGroup(ssh)]),
  );
  deepEqual(known?.["SecurityGroupEgress"], after.SecurityGroupEgress);

  // Back, and again: what is there by then is not made twice, what is gone already no error.
  await groups.update(id, { before: after, after: before });
  await groups.update(id, { before: after, after: before });
  equal((await rulesOf()).length, 4);
  await ec2.send(
    new RevokeSecurityGroupIngressCommand({
      GroupId: id,
      SecurityGroupRuleIds: [old?.SecurityGroupRuleId ?? ""],
    }),
  );
  await groups.update(id, { before, after: base });
  deepEqual((await groups.read(id))?.["SecurityGroupIngress"], [
    withoutGroup(ssh),
  ]);

  await rejects(
    groups.create({
      ...base,
      SecurityGroupIngress: [{ ...https, CidrIpv6: "::/0" }],
    }),
    { message: /^Exactly one of CidrIp, CidrIpv6, SourceSecurityGroupId/ },
  );
  await rejects(
    groups.create({
      ...base,
      GroupName: "half",
      SecurityGroupIngress: [{ ...https, ToPort: 1 }],
    }),
    { name: "InvalidParameterValue" },
  );
  equal((await groups.list()).length, 4);
  await rules.delete(Id);
  await rules.delete(Id);
  await groups.delete(id);
  equal(await groups.read(id), undefined);
});

test("network ACLs, interfaces and their addresses live as resources", async () => {
  await using networks = await startNetworks();
  const { cloud, ec2 } = networks;
  const { of } = handlers(cloud);
  const { vpcId: VpcId, subnetId: SubnetId, groupId } = await smallNetwork(ec2);
  const acls = await of("NetworkAcl");
  const NetworkAclId = await acls.create({ VpcId });
  const entries = await of("NetworkAclEntry");
  const entry = {
    NetworkAclId,
    RuleNumber: 100,
    Egress: false,
    Protocol: 6,
    RuleAction: "allow",
    CidrBlock: "10.0.0.0/8",
    PortRange: { From: 443, To: 443 },
  };
  const Id = await entries.create(entry);
  equal(Id, `${NetworkAclId}|100|ingress`);
  deepEqual(await entries.read(Id), { Id, ...entry });
  const denied = { ...entry, RuleAction: "deny" };
  await entries.update(Id, { before: entry, after: denied });
  deepEqual(await entries.read(Id), { Id, ...denied });
  ok((await entries.list()).includes(Id));

  const associations = await of("SubnetNetworkAclAssociation");
  const AssociationId = await associations.create({ NetworkAclId, SubnetId });
  deepEqual(await associations.read(AssociationId), {
    AssociationId,
    NetworkAclId,
    SubnetId,
  });
  await associations.delete(AssociationId);
  equal(await associations.read(AssociationId), undefined);
  await entries.delete(Id);
  await entries.delete(Id);
  await acls.delete(NetworkAclId);
  equal(await acls.read(NetworkAclId), undefined);

  const interfaces = await of("NetworkInterface");
  const plain = { SubnetId, PrivateIpAddress: "10.20.1.77" };
  const wanted = {
    ...plain,
    Description: "way in",
    GroupSet: [groupId],
    SourceDestCheck: false,
  };
  const NetworkInterfaceId = await interfaces.create(wanted);
  deepEqual(await interfaces.read(NetworkInterfaceId), {
    Id: NetworkInterfaceId,
    ...wanted,
    InterfaceType: "interface",
    VpcId,
    PrimaryPrivateIpAddress: "10.20.1.77",
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: "10.20.1.77" }],
    SecondaryPrivateIpAddresses: [],
  });
  await interfaces.update(NetworkInterfaceId, { before: wanted, after: plain });
  const changed = await interfaces.read(NetworkInterfaceId);
  equal(changed?.["SourceDestCheck"], true);
  const groups = changed?.["GroupSet"] as string[];
  equal(groups.includes(groupId), false);
  await rejects(interfaces.create({ SubnetId, Ipv6AddressCount: 1 }), {
    message: "Ipv6AddressCount of AWS::EC2::NetworkInterface: not built.",
  });

  const gateway = await (await of("InternetGateway")).create({});
  await (
    await of("VPCGatewayAttachment")
  ).create({ VpcId, InternetGatewayId: gateway });
  const [PublicIp] = (await (await of("EIP")).create({})).split("|");
  const places = await of("EIPAssociation");
  const place = await places.create({ EIP: PublicIp, NetworkInterfaceId });
  const found = await places.read(place);
  equal(found?.["NetworkInterfaceId"], NetworkInterfaceId);
  equal(found?.["PrivateIpAddress"], "10.20.1.77");
  deepEqual(await places.list(), [place]);
  await places.delete(place);
  equal(await places.read(place), undefined);
  await interfaces.delete(NetworkInterfaceId);
  equal(await interfaces.read(NetworkInterfaceId), undefined);
});

const sorted = (rules: unknown) =>
  (rules as object[])
    .map((rule) => JSON.stringify(keysSorted(rule)))
    .toSorted((a, b) => (a < b ? -1 : 1));

const keysSorted = (rule: object) =>
  Object.fromEntries(Object.entries(rule).sort(([a], [b]) => (a < b ? -1 : 1)));

const withoutGroup = ({ GroupId: _, ...rule }: { GroupId: string }) => rule;
