import {
  AllocateAddressCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  AssociateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteSecurityGroupCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { REGION, startCloud, type Keys } from "../../../../testing/cloud.ts";

/** A client of EC2 for whoever holds the keys. */
export function ec2Of(endpoint: string, credentials: Keys): EC2Client {
  return new EC2Client({
    endpoint,
    region: REGION,
    credentials,
    maxAttempts: 1,
  });
}

/** A network with one subnet and one security group. */
export interface SmallNetwork {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly groupId: string;
}

/** Makes 10.20.0.0/16 with the subnet 10.20.1.0/24 and the group `app`. */
export async function smallNetwork(
  ec2: EC2Client,
  CidrBlock = "10.20.0.0/16",
): Promise<SmallNetwork> {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock }));
  const VpcId = Vpc?.VpcId ?? "";
  const { Subnet } = await ec2.send(
    new CreateSubnetCommand({
      VpcId,
      CidrBlock: CidrBlock.replace(".0.0/16", ".1.0/24"),
    }),
  );
  const { GroupId } = await ec2.send(
    new CreateSecurityGroupCommand({
      VpcId,
      GroupName: "app",
      Description: "what functions run as",
    }),
  );
  return {
    vpcId: VpcId,
    subnetId: Subnet?.SubnetId ?? "",
    groupId: GroupId ?? "",
  };
}

/** Gives a network's subnet a way to the internet: a NAT gateway in a public subnet of its own. Answers what it is made of. */
export async function wayToTheInternet(
  ec2: EC2Client,
  { vpcId: VpcId, subnetId: SubnetId }: SmallNetwork,
  PublicBlock = "10.20.0.0/24",
) {
  const DestinationCidrBlock = "0.0.0.0/0";
  const { InternetGateway } = await ec2.send(
    new CreateInternetGatewayCommand({}),
  );
  const GatewayId = InternetGateway?.InternetGatewayId ?? "";
  await ec2.send(
    new AttachInternetGatewayCommand({ InternetGatewayId: GatewayId, VpcId }),
  );
  const { Subnet } = await ec2.send(
    new CreateSubnetCommand({ VpcId, CidrBlock: PublicBlock }),
  );
  const publicTable = await tableFor(Subnet?.SubnetId ?? "");
  await ec2.send(
    new CreateRouteCommand({
      RouteTableId: publicTable,
      DestinationCidrBlock,
      GatewayId,
    }),
  );
  const { AllocationId } = await ec2.send(
    new AllocateAddressCommand({ Domain: "vpc" }),
  );
  const { NatGateway } = await ec2.send(
    new CreateNatGatewayCommand({ SubnetId: Subnet?.SubnetId, AllocationId }),
  );
  const NatGatewayId = NatGateway?.NatGatewayId ?? "";
  const routeTableId = await tableFor(SubnetId);
  await ec2.send(
    new CreateRouteCommand({
      RouteTableId: routeTableId,
      DestinationCidrBlock,
      NatGatewayId,
    }),
  );
  return { routeTableId, publicTable, NatGatewayId, GatewayId, AllocationId };

  async function tableFor(subnetId: string): Promise<string> {
    const { RouteTable } = await ec2.send(
      new CreateRouteTableCommand({ VpcId }),
    );
    const RouteTableId = RouteTable?.RouteTableId ?? "";
    await ec2.send(
      new AssociateRouteTableCommand({ RouteTableId, SubnetId: subnetId }),
    );
    return RouteTableId;
  }
}

/** A platform with EC2's client of its root user. */
export async function startNetworks() {
  const cloud = await startCloud();
  const ec2 = ec2Of(cloud.url, cloud.running.rootKey);
  return {
    cloud,
    ec2,
    removeGroup: (GroupId: string) =>
      ec2.send(new DeleteSecurityGroupCommand({ GroupId })),
    async [Symbol.asyncDispose]() {
      ec2.destroy();
      await cloud[Symbol.asyncDispose]();
    },
  };
}
