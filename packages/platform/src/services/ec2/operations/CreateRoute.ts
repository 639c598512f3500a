import { CreateRouteCommand } from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { routeTables } from "../../../core/network/tables.ts";
import { known, on } from "../kind.ts";
import { routeTable as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import {
  destinationOf,
  ROUTES_AT_MOST,
  routeTarget,
  sameRoute,
  UNBUILT_ROUTES,
} from "../routes.ts";

export const CreateRoute = ec2Operation(CreateRouteCommand, {
  unbuilt: UNBUILT_ROUTES,
  needs: async ({ RouteTableId }, ctx) => [
    await on("CreateRoute", kind, RouteTableId, ctx),
  ],

  async handle(input, ctx) {
    const row = await known(kind, input.RouteTableId, ctx);
    const destination = destinationOf(input);
    const target = await routeTarget(input, row, ctx);
    const before = row.routes.find(
      (route) => route.destination === destination,
    );
    if (before && sameRoute(before.target, target)) return { Return: true };
    if (before)
      throw fault(
        "RouteAlreadyExists",
        `The route identified by ${destination} already exists.`,
        400,
      );
    if (row.routes.length >= ROUTES_AT_MOST)
      throw fault(
        "RouteLimitExceeded",
        "The maximum number of routes has been reached.",
        400,
      );
    await ctx.table(routeTables).put({
      ...row,
      routes: [...row.routes, { destination, target }],
    });
    return { Return: true };
  },
});
