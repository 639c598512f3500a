import { DeleteNetworkInterfaceCommand } from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { addresses, networkInterfaces } from "../../../core/network/tables.ts";
import { known, on } from "../kind.ts";
import { networkInterface as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";

export const DeleteNetworkInterface = ec2Operation(
  DeleteNetworkInterfaceCommand,
  {
    needs: async ({ NetworkInterfaceId }, ctx) => [
      await on("DeleteNetworkInterface", kind, NetworkInterfaceId, ctx),
    ],

    async handle({ NetworkInterfaceId }, ctx) {
      const { requesterId } = await known(kind, NetworkInterfaceId, ctx);
      if (requesterId !== undefined)
        throw fault(
          "InvalidParameterValue",
          `Network interface '${NetworkInterfaceId}' is currently in use.`,
          400,
        );
      const { rows } = await ctx
        .table(addresses)
        .list({ index: "byInterface", prefix: [NetworkInterfaceId] });
      for (const { association: _, ...free } of rows)
        await ctx.table(addresses).put(free);
      await ctx.table(networkInterfaces).delete(NetworkInterfaceId);
      return {};
    },
  },
);
