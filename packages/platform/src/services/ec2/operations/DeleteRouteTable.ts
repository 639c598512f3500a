import { DeleteRouteTableCommand } from "@aws-sdk/client-ec2";
import { routeTables } from "../../../core/network/tables.ts";
import { hasDependencies } from "../dependencies.ts";
import { known, on } from "../kind.ts";
import { routeTable as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";

export const DeleteRouteTable = ec2Operation(DeleteRouteTableCommand, {
  needs: async ({ RouteTableId }, ctx) => [
    await on("DeleteRouteTable", kind, RouteTableId, ctx),
  ],

  async handle({ RouteTableId }, ctx) {
    const { associations } = await known(kind, RouteTableId, ctx);
    if (associations.length > 0)
      throw hasDependencies("routeTable", RouteTableId);
    await ctx.table(routeTables).delete(RouteTableId);
    return {};
  },
});
