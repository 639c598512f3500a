import { DisassociateAddressCommand } from "@aws-sdk/client-ec2";
import type { NeedsContext } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import {
  addresses,
  networkInterfaces,
  type AddressRow,
} from "../../../core/network/tables.ts";
import { on, onNamed } from "../kind.ts";
import { elasticIp as kind, networkInterface } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";

export const DisassociateAddress = ec2Operation(DisassociateAddressCommand, {
  unbuilt: ["PublicIp"],
  needs: async ({ AssociationId }, ctx) => {
    const address = await associated(AssociationId, ctx);
    return [
      await on("DisassociateAddress", kind, address?.allocationId, ctx),
      ...(await onNamed(
        "DisassociateAddress",
        networkInterface,
        address?.association?.networkInterfaceId,
        ctx,
      )),
    ];
  },

  async handle({ AssociationId = "" }, ctx) {
    const address = await associated(AssociationId, ctx);
    if (!address?.association)
      throw fault(
        "InvalidAssociationID.NotFound",
        `The association ID '${AssociationId}' does not exist`,
        400,
      );
    const { association, ...free } = address;
    const row = await ctx
      .table(networkInterfaces)
      .get(association.networkInterfaceId);
    if (row?.requesterId !== undefined)
      throw fault(
        "AuthFailure",
        "You do not have permission to access the specified resource.",
        400,
      );
    await ctx.table(addresses).put(free);
    return {};
  },
});

async function associated(
  associationId: string | undefined,
  ctx: Pick<NeedsContext, "table">,
): Promise<AddressRow | undefined> {
  const { rows } = await ctx.table(addresses).list();
  return rows.find(
    ({ association }) => association?.associationId === associationId,
  );
}
