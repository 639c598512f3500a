import {
  CreateVpcCommand,
  DeleteNetworkInterfaceCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  ModifyVpcAttributeCommand,
  type EC2Client,
} from "@aws-sdk/client-ec2";
import { ec2Of } from "../../packages/platform/src/services/ec2/testing/network.ts";
import type { KeyCase, Stage } from "./stage.ts";

type Send = (ec2: EC2Client, network: Stage["network"]) => Promise<unknown>;

/** A dry run leaves everything where it is: what is allowed is told as an error of its own. */
const dry =
  (send: Send): KeyCase["call"] =>
  async (_, { cloud, user, network }) => {
    const ec2 = ec2Of(cloud.url, user.keys);
    try {
      await send(ec2, network);
    } catch (error) {
      if ((error as Error).name !== "DryRunOperation") throw error;
    } finally {
      ec2.destroy();
    }
  };

const keyCase = (
  key: string,
  action: string,
  send: Send,
  held: (stage: Stage) => string,
  besides: readonly string[] = [],
): KeyCase => ({
  key,
  action: `ec2:${action}`,
  call: dry(send),
  besides,
  holds: (stage) => ({ "ForAnyValue:StringEquals": { [key]: held(stage) } }),
  fails: () => ({ "ForAnyValue:StringEquals": { [key]: "another" } }),
});

const DryRun = true;
const deleteVpc: Send = (ec2, { vpcId: VpcId }) =>
  ec2.send(new DeleteVpcCommand({ VpcId, DryRun }));
const deleteSubnet: Send = (ec2, { subnetId: SubnetId }) =>
  ec2.send(new DeleteSubnetCommand({ SubnetId, DryRun }));
const deleteGroup: Send = (ec2, { groupId: GroupId }) =>
  ec2.send(new DeleteSecurityGroupCommand({ GroupId, DryRun }));
const deleteInterface: Send = (ec2, { networkInterfaceId }) =>
  ec2.send(
    new DeleteNetworkInterfaceCommand({
      NetworkInterfaceId: networkInterfaceId,
      DryRun,
    }),
  );
const createTagged: Send = (ec2) =>
  ec2.send(
    new CreateVpcCommand({
      CidrBlock: "10.40.0.0/16",
      TagSpecifications: [
        { ResourceType: "vpc", Tags: [{ Key: "team", Value: "gate" }] },
      ],
      DryRun,
    }),
  );

const vpcArn = ({ accountId, network }: Stage): string =>
  `arn:aws:ec2:us-east-1:${accountId}:vpc/${network.vpcId}`;

/** The keys of EC2's networks (service authorization reference). */
export const NETWORK_KEYS: readonly KeyCase[] = [
  keyCase("ec2:Region", "DeleteVpc", deleteVpc, () => "us-east-1"),
  keyCase("ec2:VpcID", "DeleteVpc", deleteVpc, ({ network }) => network.vpcId),
  keyCase("ec2:Tenancy", "DeleteVpc", deleteVpc, () => "default"),
  keyCase("ec2:ResourceTag/team", "DeleteVpc", deleteVpc, () => "gate"),
  keyCase("aws:ResourceTag/team", "DeleteVpc", deleteVpc, () => "gate"),
  keyCase("ec2:Vpc", "DeleteSubnet", deleteSubnet, vpcArn),
  keyCase(
    "ec2:SubnetID",
    "DeleteSubnet",
    deleteSubnet,
    ({ network }) => network.subnetId,
  ),
  keyCase(
    "ec2:AvailabilityZone",
    "DeleteSubnet",
    deleteSubnet,
    () => "us-east-1a",
  ),
  keyCase(
    "ec2:AvailabilityZoneId",
    "DeleteSubnet",
    deleteSubnet,
    () => "use1-az1",
  ),
  keyCase(
    "ec2:SecurityGroupID",
    "DeleteSecurityGroup",
    deleteGroup,
    ({ network }) => network.groupId,
  ),
  keyCase(
    "ec2:NetworkInterfaceID",
    "DeleteNetworkInterface",
    deleteInterface,
    ({ network }) => network.networkInterfaceId,
  ),
  keyCase(
    "ec2:Subnet",
    "DeleteNetworkInterface",
    deleteInterface,
    ({ accountId, network }) =>
      `arn:aws:ec2:us-east-1:${accountId}:subnet/${network.subnetId}`,
  ),
  keyCase(
    "ec2:Attribute/EnableDnsSupport",
    "ModifyVpcAttribute",
    (ec2, { vpcId: VpcId }) =>
      ec2.send(
        new ModifyVpcAttributeCommand({
          VpcId,
          EnableDnsSupport: { Value: true },
        }),
      ),
    () => "true",
  ),
  keyCase("ec2:CreateAction", "CreateTags", createTagged, () => "CreateVpc", [
    "ec2:CreateVpc",
  ]),
  keyCase("aws:RequestTag/team", "CreateVpc", createTagged, () => "gate", [
    "ec2:CreateTags",
  ]),
];
