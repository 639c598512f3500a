import { ReplaceRouteCommand } from "@aws-sdk/client-ec2";
import { routeTables } from "../../../core/network/tables.ts";
import { known, on } from "../kind.ts";
import { routeTable as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import {
  destinationOf,
  ownRoute,
  routeTarget,
  UNBUILT_ROUTES,
} from "../routes.ts";

export const ReplaceRoute = ec2Operation(ReplaceRouteCommand, {
  unbuilt: [...UNBUILT_ROUTES, "LocalTarget"],
  needs: async ({ RouteTableId }, ctx) => [
    await on("ReplaceRoute", kind, RouteTableId, ctx),
  ],

  async handle(input, ctx) {
    const row = await known(kind, input.RouteTableId, ctx);
    const before = ownRoute(row, destinationOf(input));
    const target = await routeTarget(input, row, ctx);
    await ctx.table(routeTables).put({
      ...row,
      routes: row.routes.map((route) =>
        route === before ? { ...route, target } : route,
      ),
    });
    return {};
  },
});
