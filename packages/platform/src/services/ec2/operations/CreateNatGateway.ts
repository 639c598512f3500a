import {
  CreateNatGatewayCommand,
  type CreateNatGatewayRequest,
} from "@aws-sdk/client-ec2";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import {
  addresses,
  natGateways,
  type AddressRow,
  type NatGatewayRow,
} from "../../../core/network/tables.ts";
import { madeBefore, remember } from "../client-token.ts";
import { randomId } from "../ids.ts";
import { interfaceIn } from "../interfaces.ts";
import { known, onNamed } from "../kind.ts";
import {
  elasticIp,
  natGateway as kind,
  subnet as subnetKind,
} from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import { making, newTags } from "../tags.ts";
import { shownNatGateway } from "../views/gateways.ts";

export const CreateNatGateway = ec2Operation(CreateNatGatewayCommand, {
  unbuilt: [
    "AvailabilityZoneAddresses",
    "SecondaryAllocationIds",
    "SecondaryPrivateIpAddressCount",
    "SecondaryPrivateIpAddresses",
    "VpcId",
  ],
  needs: async ({ TagSpecifications, SubnetId, AllocationId }, ctx) => [
    ...making("CreateNatGateway", kind, TagSpecifications, ctx),
    ...(await onNamed("CreateNatGateway", subnetKind, SubnetId, ctx)),
    ...(await onNamed("CreateNatGateway", elasticIp, AllocationId, ctx)),
  ],

  async handle(input, ctx) {
    if (input.AvailabilityMode === "regional")
      throw fault(
        "NotImplemented",
        "AvailabilityMode regional is not built.",
        501,
      );
    const before = await madeBefore("CreateNatGateway", input, ctx);
    const row =
      before === undefined
        ? await madeGateway(input, ctx)
        : await known(kind, before, ctx);
    const { ClientToken } = input;
    return {
      NatGateway: shownNatGateway(row, ctx.now()),
      ...(ClientToken === undefined ? {} : { ClientToken }),
    };
  },
});

async function madeGateway(
  input: CreateNatGatewayRequest,
  ctx: Context,
): Promise<NatGatewayRow> {
  const subnet = await known(subnetKind, input.SubnetId ?? "", ctx);
  const address = await publicAddress(input, ctx);
  const natGatewayId = randomId("nat-");
  const { networkInterfaceId, privateIp } = await interfaceIn(
    {
      subnet,
      groupIds: [],
      description: `Interface for NAT Gateway ${natGatewayId}`,
      type: "nat_gateway",
      privateIp: input.PrivateIpAddress,
      requesterId: "amazon-aws",
    },
    ctx,
  );
  const associationId = randomId("eipassoc-");
  const row: NatGatewayRow = {
    natGatewayId,
    vpcId: subnet.vpcId,
    subnetId: subnet.subnetId,
    connectivity: address ? "public" : "private",
    networkInterfaceId,
    privateIp,
    createdAt: ctx.now(),
    tags: newTags(kind.type, input.TagSpecifications),
    ...(address
      ? {
          allocationId: address.allocationId,
          associationId,
          publicIp: address.publicIp,
        }
      : {}),
  };
  if (address)
    await ctx.table(addresses).put({
      ...address,
      association: { associationId, networkInterfaceId, privateIp },
    });
  await ctx.table(natGateways).put(row);
  await remember("CreateNatGateway", input, natGatewayId, ctx);
  return row;
}

/** The elastic address that a public gateway needs and a private one must not have. */
async function publicAddress(
  { ConnectivityType, AllocationId }: CreateNatGatewayRequest,
  ctx: Context,
): Promise<AddressRow | undefined> {
  if (ConnectivityType === "private") {
    if (AllocationId !== undefined)
      throw fault(
        "InvalidParameterCombination",
        "AllocationId cannot be specified with ConnectivityType private.",
        400,
      );
    return undefined;
  }
  if (AllocationId === undefined)
    throw fault(
      "MissingParameter",
      "The request must contain the parameter AllocationId",
      400,
    );
  const address = await known(elasticIp, AllocationId, ctx);
  if (address.association)
    throw fault(
      "Resource.AlreadyAssociated",
      `Elastic IP address [${AllocationId}] is already associated`,
      400,
    );
  return address;
}
