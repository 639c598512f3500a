import {
  CreateRouteTableCommand,
  DeleteRouteTableCommand,
  DescribeRouteTablesCommand,
} from "@aws-sdk/client-ec2";
import { regionalRow, resourceType } from "../../../core/resource-type.ts";
import { routeTable as kind } from "../kinds.ts";
import { absent } from "./absent.ts";
import { removeWhenFree } from "./free.ts";
import { listed } from "./listed.ts";
import { schemaOf } from "./schemas.ts";
import { retag, shownTags, tagging } from "./tags.ts";

const typeName = "AWS::EC2::RouteTable";

/** A route table; its routes, and the subnets that it is for, are resources of their own. */
export const routeTable = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "ec2.routeTables": regionalRow((_place, id) => id) },

  async create(properties, ctx) {
    const { RouteTable } = await ctx.send(
      new CreateRouteTableCommand({
        VpcId: properties["VpcId"] as string,
        ...tagging(kind, properties),
      }),
    );
    return RouteTable?.RouteTableId ?? "";
  },

  async read(RouteTableId, ctx) {
    const found = await ctx
      .send(new DescribeRouteTablesCommand({ RouteTableIds: [RouteTableId] }))
      .catch(absent(kind));
    const [row] = found?.RouteTables ?? [];
    return row && { RouteTableId, VpcId: row.VpcId, ...shownTags(row.Tags) };
  },

  update: retag,

  delete: (RouteTableId, ctx) =>
    removeWhenFree(
      () => new DeleteRouteTableCommand({ RouteTableId }),
      [kind.notFound.code],
      ctx,
    ),

  list: (ctx) =>
    listed(
      (page) => ctx.send(new DescribeRouteTablesCommand(page)),
      ({ RouteTables }) => RouteTables?.map(({ RouteTableId }) => RouteTableId),
    ),
});
