import {
  CreateVpcCommand,
  DeleteVpcCommand,
  DescribeNetworkAclsCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  ModifyVpcAttributeCommand,
  type CreateVpcCommandInput,
} from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { given } from "../../../core/resource-input.ts";
import { refuseUnbuilt } from "../../../core/resource-refusals.ts";
import {
  regionalRow,
  resourceType,
  type Change,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { wholeOrGone } from "../../../core/whole-resource.ts";
import { vpc as kind } from "../kinds.ts";
import { absent } from "./absent.ts";
import { removeWhenFree } from "./free.ts";
import { listed } from "./listed.ts";
import { schemaOf } from "./schemas.ts";
import { retag, shownTags, tagging } from "./tags.ts";

const typeName = "AWS::EC2::VPC";

/** Attributes of a network, and what they are where a template does not say. */
const ATTRIBUTES = { EnableDnsSupport: true, EnableDnsHostnames: false };

/** A network, with the route table, network ACL and security group that come with it. */
export const vpc = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "ec2.vpcs": regionalRow((_place, id) => id) },

  async create(properties, ctx) {
    refuseUnbuilt(typeName, properties, [
      "Ipv4IpamPoolId",
      "Ipv4NetmaskLength",
    ]);
    const { Vpc } = await ctx.send(
      new CreateVpcCommand({
        ...given(properties, ["CidrBlock", "InstanceTenancy"]),
        ...tagging(kind, properties),
      } as CreateVpcCommandInput),
    );
    const VpcId = Vpc?.VpcId ?? "";
    await wholeOrGone(
      () => setAttributes(VpcId, { before: {}, after: properties }, ctx),
      () => remove(VpcId, ctx),
    );
    return VpcId;
  },

  async read(VpcId, ctx) {
    const found = await ctx
      .send(new DescribeVpcsCommand({ VpcIds: [VpcId] }))
      .catch(absent(kind));
    const [row] = found?.Vpcs ?? [];
    if (!row) return undefined;
    return {
      VpcId,
      CidrBlock: row.CidrBlock,
      InstanceTenancy: row.InstanceTenancy,
      CidrBlockAssociations: (row.CidrBlockAssociationSet ?? []).map(
        ({ AssociationId }) => AssociationId,
      ),
      Ipv6CidrBlocks: [],
      ...(await attributesOf(VpcId, ctx)),
      ...(await companionsOf(VpcId, ctx)),
      ...shownTags(row.Tags),
    };
  },

  async update(VpcId, change, ctx) {
    const [before, after] = [change.before, change.after].map(
      ({ InstanceTenancy = "default" }) => InstanceTenancy,
    );
    if (before !== after)
      throw fault(
        "InvalidRequest",
        `InstanceTenancy of ${typeName} cannot be changed from ${String(before)} to ${String(after)} here.`,
        400,
      );
    await setAttributes(VpcId, change, ctx);
    await retag(VpcId, change, ctx);
  },

  delete: remove,

  list: (ctx) =>
    listed(
      (page) => ctx.send(new DescribeVpcsCommand(page)),
      ({ Vpcs }) => Vpcs?.map(({ VpcId }) => VpcId),
    ),
});

function remove(VpcId: string, ctx: ResourceContext): Promise<void> {
  return removeWhenFree(
    () => new DeleteVpcCommand({ VpcId }),
    [kind.notFound.code],
    ctx,
  );
}

/** EC2 changes one attribute at a time. */
async function setAttributes(
  VpcId: string,
  { before, after }: Change,
  ctx: ResourceContext,
): Promise<void> {
  for (const [name, rest] of Object.entries(ATTRIBUTES)) {
    const Value = (after[name] ?? rest) as boolean;
    if (Value !== (before[name] ?? rest))
      await ctx.send(
        new ModifyVpcAttributeCommand({ VpcId, [name]: { Value } }),
      );
  }
}

async function attributesOf(VpcId: string, ctx: ResourceContext) {
  const told = async (Attribute: "enableDnsSupport" | "enableDnsHostnames") =>
    ctx.send(new DescribeVpcAttributeCommand({ VpcId, Attribute }));
  const { EnableDnsSupport } = await told("enableDnsSupport");
  const { EnableDnsHostnames } = await told("enableDnsHostnames");
  return {
    EnableDnsSupport: EnableDnsSupport?.Value,
    EnableDnsHostnames: EnableDnsHostnames?.Value,
  };
}

/** The ids of what came with the network. */
async function companionsOf(VpcId: string, ctx: ResourceContext) {
  const mine = { Name: "vpc-id", Values: [VpcId] };
  const { NetworkAcls = [] } = await ctx.send(
    new DescribeNetworkAclsCommand({
      Filters: [mine, { Name: "default", Values: ["true"] }],
    }),
  );
  const { SecurityGroups = [] } = await ctx.send(
    new DescribeSecurityGroupsCommand({
      Filters: [mine, { Name: "group-name", Values: ["default"] }],
    }),
  );
  return {
    DefaultNetworkAcl: NetworkAcls[0]?.NetworkAclId,
    DefaultSecurityGroup: SecurityGroups[0]?.GroupId,
  };
}
