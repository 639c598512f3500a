import { DeleteNatGatewayCommand } from "@aws-sdk/client-ec2";
import {
  addresses,
  natGateways,
  networkInterfaces,
} from "../../../core/network/tables.ts";
import { known, on } from "../kind.ts";
import { natGateway as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";

export const DeleteNatGateway = ec2Operation(DeleteNatGatewayCommand, {
  needs: async ({ NatGatewayId }, ctx) => [
    await on("DeleteNatGateway", kind, NatGatewayId, ctx),
  ],

  async handle({ NatGatewayId }, ctx) {
    const row = await known(kind, NatGatewayId, ctx);
    if (row.deletedAt !== undefined) return { NatGatewayId };
    const address =
      row.allocationId === undefined
        ? undefined
        : await ctx.table(addresses).get(row.allocationId);
    if (address) {
      const { association: _, ...free } = address;
      await ctx.table(addresses).put(free);
    }
    await ctx.table(networkInterfaces).delete(row.networkInterfaceId);
    await ctx.table(natGateways).put({ ...row, deletedAt: ctx.now() });
    return { NatGatewayId };
  },
});
