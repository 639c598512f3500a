import { CreateRouteTableCommand } from "@aws-sdk/client-ec2";
import {
  routeTables,
  type RouteTableRow,
} from "../../../core/network/tables.ts";
import { madeBefore, remember } from "../client-token.ts";
import { randomId } from "../ids.ts";
import { known, on } from "../kind.ts";
import { routeTable as kind, vpc as vpcKind } from "../kinds.ts";
import { localRoute } from "../new-vpc.ts";
import { ec2Operation } from "../operation.ts";
import { making, newTags } from "../tags.ts";
import { shownTable } from "../views/route-table.ts";

export const CreateRouteTable = ec2Operation(CreateRouteTableCommand, {
  needs: async ({ VpcId, TagSpecifications }, ctx) => [
    ...making("CreateRouteTable", kind, TagSpecifications, ctx),
    await on("CreateRouteTable", vpcKind, VpcId, ctx),
  ],

  async handle(input, ctx) {
    const before = await madeBefore("CreateRouteTable", input, ctx);
    const vpc = await known(vpcKind, input.VpcId, ctx);
    const row: RouteTableRow =
      before === undefined
        ? {
            routeTableId: randomId("rtb-"),
            vpcId: vpc.vpcId,
            routes: [localRoute(vpc)],
            associations: [],
            tags: newTags(kind.type, input.TagSpecifications),
          }
        : await known(kind, before, ctx);
    await ctx.table(routeTables).put(row);
    await remember("CreateRouteTable", input, row.routeTableId, ctx);
    return { RouteTable: shownTable(row, ctx, () => false) };
  },
});
