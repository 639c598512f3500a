import { DescribeRouteTablesCommand } from "@aws-sdk/client-ec2";
import { describe } from "../describe.ts";
import { everywhere } from "../kind.ts";
import { routeTable as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import { goneTargets } from "../routes.ts";
import { shownTable, tableFilters } from "../views/route-table.ts";

export const DescribeRouteTables = ec2Operation(DescribeRouteTablesCommand, {
  needs: (_, ctx) => everywhere("DescribeRouteTables", ctx),

  async handle(asked, ctx) {
    const isGone = await goneTargets(ctx);
    const { rows, ...more } = await describe(
      kind,
      { ids: asked.RouteTableIds, asked, filters: tableFilters(ctx, isGone) },
      ctx,
    );
    return {
      RouteTables: rows.map((row) => shownTable(row, ctx, isGone)),
      ...more,
    };
  },
});
