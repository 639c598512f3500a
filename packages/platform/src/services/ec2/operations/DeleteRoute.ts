import { DeleteRouteCommand } from "@aws-sdk/client-ec2";
import { routeTables } from "../../../core/network/tables.ts";
import { known, on } from "../kind.ts";
import { routeTable as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import { destinationOf, ownRoute } from "../routes.ts";

export const DeleteRoute = ec2Operation(DeleteRouteCommand, {
  unbuilt: ["DestinationPrefixListId"],
  needs: async ({ RouteTableId }, ctx) => [
    await on("DeleteRoute", kind, RouteTableId, ctx),
  ],

  async handle(input, ctx) {
    const row = await known(kind, input.RouteTableId, ctx);
    const before = ownRoute(row, destinationOf(input));
    await ctx.table(routeTables).put({
      ...row,
      routes: row.routes.filter((route) => route !== before),
    });
    return {};
  },
});
