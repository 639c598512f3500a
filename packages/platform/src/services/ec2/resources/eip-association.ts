import {
  AssociateAddressCommand,
  DescribeAddressesCommand,
  DisassociateAddressCommand,
  type AssociateAddressCommandInput,
} from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { given } from "../../../core/resource-input.ts";
import { refuseUnbuilt } from "../../../core/resource-refusals.ts";
import {
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { absentAssociation } from "./absent.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::EC2::EIPAssociation";

/** That an elastic address leads to a network interface. */
export const eipAssociation = resourceType({
  typeName,
  schema: schemaOf(typeName),

  async create(properties, ctx) {
    refuseUnbuilt(typeName, properties, ["InstanceId"]);
    const { AssociationId = "" } = await ctx.send(
      new AssociateAddressCommand({
        AllocationId: await allocationOf(properties, ctx),
        ...given(properties, ["NetworkInterfaceId", "PrivateIpAddress"]),
      } as AssociateAddressCommandInput),
    );
    return AssociationId;
  },

  async read(Id, ctx) {
    const { Addresses = [] } = await ctx.send(
      new DescribeAddressesCommand({
        Filters: [{ Name: "association-id", Values: [Id] }],
      }),
    );
    const [row] = Addresses;
    return (
      row && {
        Id,
        EIP: row.PublicIp,
        AllocationId: row.AllocationId,
        NetworkInterfaceId: row.NetworkInterfaceId,
        PrivateIpAddress: row.PrivateIpAddress,
      }
    );
  },

  async delete(AssociationId, ctx) {
    await ctx
      .send(new DisassociateAddressCommand({ AssociationId }))
      .catch(absentAssociation);
  },

  async list(ctx) {
    const { Addresses = [] } = await ctx.send(new DescribeAddressesCommand({}));
    return Addresses.flatMap(({ AssociationId }) => AssociationId ?? []);
  },
});

/** An address may be named by its allocation or, as was once the way, by itself. */
async function allocationOf(
  { AllocationId, EIP }: Properties,
  ctx: ResourceContext,
): Promise<string> {
  if (AllocationId !== undefined) return AllocationId as string;
  if (EIP === undefined)
    throw fault(
      "InvalidRequest",
      "Either AllocationId or EIP must be given.",
      400,
    );
  const { Addresses } = await ctx.send(
    new DescribeAddressesCommand({ PublicIps: [EIP as string] }),
  );
  return Addresses?.[0]?.AllocationId ?? "";
}
