import { AssociateAddressCommand } from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { addresses, internetGateways } from "../../../core/network/tables.ts";
import { hasAny } from "../dependencies.ts";
import { randomId } from "../ids.ts";
import { known, on, onNamed } from "../kind.ts";
import { elasticIp as kind, networkInterface } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";

export const AssociateAddress = ec2Operation(AssociateAddressCommand, {
  unbuilt: ["InstanceId", "PublicIp"],
  needs: async ({ AllocationId, NetworkInterfaceId }, ctx) => [
    await on("AssociateAddress", kind, AllocationId, ctx),
    ...(await onNamed(
      "AssociateAddress",
      networkInterface,
      NetworkInterfaceId,
      ctx,
    )),
  ],

  async handle({ AllocationId = "", NetworkInterfaceId = "", ...input }, ctx) {
    const address = await known(kind, AllocationId, ctx);
    const row = await known(networkInterface, NetworkInterfaceId, ctx);
    const { privateIp, requesterId, vpcId } = row;
    if (requesterId !== undefined)
      throw fault(
        "OperationNotPermitted",
        `The network interface ${NetworkInterfaceId} is managed by a service.`,
        400,
      );
    if (!(await hasAny(internetGateways, "byVpc", vpcId, ctx)))
      throw fault(
        "Gateway.NotAttached",
        `Network ${vpcId} is not attached to any internet gateway`,
        400,
      );
    const isElsewhere =
      address.association?.networkInterfaceId !== NetworkInterfaceId;
    if (address.association && isElsewhere && !input.AllowReassociation)
      throw fault(
        "Resource.AlreadyAssociated",
        `resource ${AllocationId} is already associated with associate-id ${address.association.associationId}`,
        400,
      );
    if (
      input.PrivateIpAddress !== undefined &&
      input.PrivateIpAddress !== privateIp
    )
      throw fault(
        "InvalidParameterValue",
        `${input.PrivateIpAddress} is not assigned to ${NetworkInterfaceId}`,
        400,
      );
    if (
      isElsewhere &&
      (await hasAny(addresses, "byInterface", NetworkInterfaceId, ctx))
    )
      throw fault(
        "Resource.AlreadyAssociated",
        `resource ${NetworkInterfaceId} already has an associated address`,
        400,
      );
    const AssociationId = randomId("eipassoc-");
    await ctx.table(addresses).put({
      ...address,
      association: {
        associationId: AssociationId,
        networkInterfaceId: NetworkInterfaceId,
        privateIp,
      },
    });
    return { AssociationId };
  },
});
