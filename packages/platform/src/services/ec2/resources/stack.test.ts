import { deepEqual, equal, match } from "node:assert/strict";
import { test } from "node:test";
import {
  DeleteStackCommand,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
  UpdateStackCommand,
  type Capability,
  type Stack,
} from "@aws-sdk/client-cloudformation";
import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeAddressesCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  type EC2Client,
} from "@aws-sdk/client-ec2";
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import type { Cloud } from "../../../../testing/cloud.ts";
import { whileTimePasses } from "../../../../testing/passing-time.ts";
import {
  makeStack,
  settledStack,
} from "../../cloudformation/testing/stacks.ts";
import { startNetworks } from "../testing/network.ts";

/** A network whose function has a way out: what `aws cloudformation deploy` is given for one. */
const template = ({ port = 443, zone = 1, dns = true } = {}) => `
Resources:
  Network:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.40.0.0/16, EnableDnsHostnames: ${dns}, Tags: [{ Key: Name, Value: !Ref AWS::StackName }] }
  Public:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Network
      CidrBlock: !Select [0, !Cidr [!GetAtt Network.CidrBlock, 2, 8]]
      AvailabilityZone: !Select [0, !GetAZs ""]
      MapPublicIpOnLaunch: true
  Private:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Network
      CidrBlock: 10.40.8.0/24
      AvailabilityZone: !Select [${zone}, !GetAZs ""]
  Gateway: { Type: AWS::EC2::InternetGateway }
  Attached:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties: { VpcId: !Ref Network, InternetGatewayId: !Ref Gateway }
  PublicTable: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Network } }
  PrivateTable: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Network } }
  PublicRoute:
    Type: AWS::EC2::Route
    DependsOn: Attached
    Properties: { RouteTableId: !Ref PublicTable, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway }
  PrivateRoute:
    Type: AWS::EC2::Route
    Properties: { RouteTableId: !Ref PrivateTable, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat }
  PublicSubnetTable:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: { RouteTableId: !Ref PublicTable, SubnetId: !Ref Public }
  PrivateSubnetTable:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: { RouteTableId: !Ref PrivateTable, SubnetId: !Ref Private }
  Address: { Type: AWS::EC2::EIP, DependsOn: Attached, Properties: { Domain: vpc } }
  Nat:
    Type: AWS::EC2::NatGateway
    Properties: { SubnetId: !Ref Public, AllocationId: !GetAtt Address.AllocationId }
  FunctionGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: what the function runs as
      VpcId: !Ref Network
      SecurityGroupEgress:
        - { IpProtocol: tcp, FromPort: ${port}, ToPort: ${port}, CidrIp: 0.0.0.0/0, Description: out }
  DataGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: what the data are behind
      VpcId: !Ref Network
      SecurityGroupIngress:
        - { IpProtocol: "-1", FromPort: -1, ToPort: -1, CidrIp: 10.40.8.0/24 }
  FromData:
    Type: AWS::EC2::SecurityGroupIngress
    Properties:
      GroupId: !GetAtt FunctionGroup.GroupId
      IpProtocol: tcp
      FromPort: 5432
      ToPort: 5432
      SourceSecurityGroupId: !GetAtt DataGroup.GroupId
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
      ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole]
  Work:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn
      Runtime: nodejs24.x
      Handler: index.handler
      Code: { ZipFile: 'exports.handler = async () => 1' }
      VpcConfig: { SubnetIds: [!Ref Private], SecurityGroupIds: [!GetAtt FunctionGroup.GroupId] }
Outputs:
  Network: { Value: !Ref Network }
  Private: { Value: !Ref Private }
  Address: { Value: !Ref Address }
  Group: { Value: !Ref FunctionGroup }
  DefaultGroup: { Value: !GetAtt Network.DefaultSecurityGroup }
  Block: { Value: !Select [0, !GetAtt Network.CidrBlockAssociations] }
  Function: { Value: !Ref Work }
`;

/** Another zone makes another subnet: its block is another, as the old one stands until then. */
const inOtherZone = (port: number) =>
  template({ port, zone: 2, dns: false }).replace(
    "CidrBlock: 10.40.8.0/24",
    "CidrBlock: 10.40.9.0/24",
  );

const IAM: { Capabilities: Capability[] } = {
  Capabilities: ["CAPABILITY_IAM"],
};

test("a network and the function in it are deployed, changed, looked at for drift and deleted as one stack", async () => {
  await using networks = await startNetworks();
  const { cloud, ec2 } = networks;
  const before = await thereIs(ec2);

  const made = await whileTimePasses(
    cloud,
    makeStack(cloud, "network", template(), IAM),
  );
  equal(made.StackStatus, "CREATE_COMPLETE", await reasons(cloud));
  const first = outputsOf(made);
  match(first["Address"]!, /^(198\.51\.100|203\.0\.113)\.\d+$/);
  match(first["DefaultGroup"]!, /^sg-/);
  match(first["Block"]!, /^vpc-cidr-assoc-/);
  const vpcConfig = async () => {
    const { VpcConfig } = await cloud.lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: first["Function"] }),
    );
    return VpcConfig;
  };
  deepEqual((await vpcConfig())?.SubnetIds, [first["Private"]]);
  deepEqual(await drifted(cloud), []);

  await cloud.cloudformation.send(
    new UpdateStackCommand({
      StackName: "network",
      TemplateBody: inOtherZone(8443),
      ...IAM,
    }),
  );
  const updated = await whileTimePasses(cloud, settledStack(cloud, "network"));
  equal(updated.StackStatus, "UPDATE_COMPLETE", await reasons(cloud));
  const second = outputsOf(updated);
  equal(second["Network"], first["Network"]);
  equal(second["Group"], first["Group"]);
  equal(second["Private"] === first["Private"], false);
  deepEqual((await vpcConfig())?.SubnetIds, [second["Private"]]);
  deepEqual(await drifted(cloud), []);

  // A change that cannot be finished is taken back, the group's rules with it.
  await cloud.cloudformation.send(
    new UpdateStackCommand({
      StackName: "network",
      TemplateBody: inOtherZone(9443).replace(
        "Outputs:",
        `  Outside:
    Type: AWS::EC2::Subnet
    DependsOn: FunctionGroup
    Properties: { VpcId: !Ref Network, CidrBlock: 10.99.0.0/24 }
Outputs:`,
      ),
      ...IAM,
    }),
  );
  const undone = await whileTimePasses(cloud, settledStack(cloud, "network"));
  equal(undone.StackStatus, "UPDATE_ROLLBACK_COMPLETE");
  match(await reasons(cloud), /The CIDR '10\.99\.0\.0\/24' is invalid\./);
  deepEqual(await drifted(cloud), []);

  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: first["Group"],
      IpProtocol: "tcp",
      FromPort: 22,
      ToPort: 22,
      CidrIp: "0.0.0.0/0",
    }),
  );
  // The template says nothing of what may enter this group: only what it says is compared.
  deepEqual(await drifted(cloud), []);
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: await groupNamed(ec2, "DataGroup"),
      IpProtocol: "tcp",
      FromPort: 22,
      ToPort: 22,
      CidrIp: "0.0.0.0/0",
    }),
  );
  deepEqual(await drifted(cloud), [
    ["DataGroup", "MODIFIED", ["/SecurityGroupIngress"]],
  ]);

  await cloud.cloudformation.send(
    new DeleteStackCommand({ StackName: "network" }),
  );
  const deleted = await whileTimePasses(
    cloud,
    settledStack(cloud, made.StackId ?? ""),
  );
  equal(deleted.StackStatus, "DELETE_COMPLETE", await reasons(cloud, made));
  deepEqual(await thereIs(ec2), before);
});

const outputsOf = ({ Outputs = [] }: Stack): Record<string, string> =>
  Object.fromEntries(
    Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  ) as Record<string, string>;

/** What has drifted, and where. */
async function drifted(cloud: Cloud) {
  const { StackDriftDetectionId } = await cloud.cloudformation.send(
    new DetectStackDriftCommand({ StackName: "network" }),
  );
  await cloud.settled();
  const { DetectionStatus } = await cloud.cloudformation.send(
    new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId }),
  );
  equal(DetectionStatus, "DETECTION_COMPLETE");
  const { StackResourceDrifts = [] } = await cloud.cloudformation.send(
    new DescribeStackResourceDriftsCommand({ StackName: "network" }),
  );
  return StackResourceDrifts.filter(
    (drift) => drift.StackResourceDriftStatus !== "IN_SYNC",
  ).map((drift) => [
    drift.LogicalResourceId,
    drift.StackResourceDriftStatus,
    drift.PropertyDifferences?.map(({ PropertyPath }) => PropertyPath),
  ]);
}

/** How many there are of each kind. */
async function thereIs(ec2: EC2Client) {
  const { NatGateways = [] } = await ec2.send(
    new DescribeNatGatewaysCommand({}),
  );
  const described = await Promise.all([
    ec2.send(new DescribeVpcsCommand({})),
    ec2.send(new DescribeSubnetsCommand({})),
    ec2.send(new DescribeRouteTablesCommand({})),
    ec2.send(new DescribeSecurityGroupsCommand({})),
    ec2.send(new DescribeInternetGatewaysCommand({})),
    ec2.send(new DescribeNetworkInterfacesCommand({})),
    ec2.send(new DescribeAddressesCommand({})),
  ]);
  const counts = described.flatMap((answer) =>
    Object.entries(answer).flatMap(([name, value]: [string, unknown]) =>
      Array.isArray(value) ? [[name, value.length] as const] : [],
    ),
  );
  return {
    ...Object.fromEntries(counts),
    NatGateways: NatGateways.filter(({ State }) => State !== "deleted").length,
  };
}

async function groupNamed(ec2: EC2Client, logicalId: string) {
  const { SecurityGroups = [] } = await ec2.send(
    new DescribeSecurityGroupsCommand({
      Filters: [{ Name: "group-name", Values: [`network-${logicalId}-*`] }],
    }),
  );
  return SecurityGroups[0]?.GroupId;
}

async function reasons(
  cloud: Cloud,
  { StackId = "network" }: Stack | { StackId?: string } = {},
) {
  const { StackEvents = [] } = await cloud.cloudformation.send(
    new DescribeStackEventsCommand({ StackName: StackId }),
  );
  return StackEvents.flatMap(({ ResourceStatusReason, LogicalResourceId }) =>
    ResourceStatusReason === undefined
      ? []
      : [`${LogicalResourceId}: ${ResourceStatusReason}`],
  ).join("\n");
}
