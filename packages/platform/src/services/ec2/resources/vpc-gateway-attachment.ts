import {
  AttachInternetGatewayCommand,
  DescribeInternetGatewaysCommand,
  DetachInternetGatewayCommand,
} from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { refuseUnbuilt } from "../../../core/resource-refusals.ts";
import {
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { internetGateway, vpc } from "../kinds.ts";
import { removeWhenFree } from "./free.ts";
import { listed } from "./listed.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::EC2::VPCGatewayAttachment";

/** What the identifiers of attached internet gateways begin with; the rest is the network's id. */
const PREFIX = "IGW|";

/** That an internet gateway is attached to a network. */
export const vpcGatewayAttachment = resourceType({
  typeName,
  schema: schemaOf(typeName),

  async create(properties, ctx) {
    const VpcId = properties["VpcId"] as string;
    await attach(VpcId, properties, ctx);
    return PREFIX + VpcId;
  },

  async read(identifier, ctx) {
    const VpcId = vpcOf(identifier);
    const InternetGatewayId = await attachedTo(VpcId, ctx);
    return InternetGatewayId === undefined
      ? undefined
      : { AttachmentType: "IGW", VpcId, InternetGatewayId };
  },

  async update(identifier, { before, after }, ctx) {
    const VpcId = vpcOf(identifier);
    if (before["InternetGatewayId"] === after["InternetGatewayId"]) return;
    await detach(VpcId, before["InternetGatewayId"] as string, ctx);
    await attach(VpcId, after, ctx);
  },

  async delete(identifier, ctx) {
    const VpcId = vpcOf(identifier);
    const InternetGatewayId = await attachedTo(VpcId, ctx);
    if (InternetGatewayId !== undefined)
      await detach(VpcId, InternetGatewayId, ctx);
  },

  list: (ctx) =>
    listed(
      (page) => ctx.send(new DescribeInternetGatewaysCommand(page)),
      ({ InternetGateways }) =>
        InternetGateways?.flatMap(({ Attachments = [] }) =>
          Attachments.map(({ VpcId = "" }) => PREFIX + VpcId),
        ),
    ),
});

async function attach(
  VpcId: string,
  properties: Properties,
  ctx: ResourceContext,
): Promise<void> {
  refuseUnbuilt(typeName, properties, ["VpnGatewayId"]);
  const { InternetGatewayId } = properties;
  if (InternetGatewayId === undefined)
    throw fault(
      "InvalidRequest",
      "Either InternetGatewayId or VpnGatewayId must be provided.",
      400,
    );
  await ctx.send(
    new AttachInternetGatewayCommand({
      VpcId,
      InternetGatewayId: InternetGatewayId as string,
    }),
  );
}

/** As long as the network has public addresses, its gateway stays. */
function detach(
  VpcId: string,
  InternetGatewayId: string,
  ctx: ResourceContext,
): Promise<void> {
  return removeWhenFree(
    () => new DetachInternetGatewayCommand({ VpcId, InternetGatewayId }),
    ["Gateway.NotAttached", internetGateway.notFound.code, vpc.notFound.code],
    ctx,
  );
}

async function attachedTo(
  VpcId: string,
  ctx: ResourceContext,
): Promise<string | undefined> {
  const { InternetGateways } = await ctx.send(
    new DescribeInternetGatewaysCommand({
      Filters: [{ Name: "attachment.vpc-id", Values: [VpcId] }],
    }),
  );
  return InternetGateways?.[0]?.InternetGatewayId;
}

const vpcOf = (identifier: string): string => identifier.slice(PREFIX.length);
