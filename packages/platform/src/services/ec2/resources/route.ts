import {
  CreateRouteCommand,
  DeleteRouteCommand,
  DescribeRouteTablesCommand,
  ReplaceRouteCommand,
  type Route,
} from "@aws-sdk/client-ec2";
import { absentAs } from "../../../core/resource-absence.ts";
import { given } from "../../../core/resource-input.ts";
import {
  refuseExisting,
  refuseUnbuilt,
} from "../../../core/resource-refusals.ts";
import {
  resourceType,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { usual } from "../blocks.ts";
import { routeTable as kind } from "../kinds.ts";
import { UNBUILT_ROUTES } from "../routes.ts";
import { absent } from "./absent.ts";
import { listed } from "./listed.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::EC2::Route";

/** What a route may lead to. */
const TARGETS = ["GatewayId", "NatGatewayId", "NetworkInterfaceId"];

/** A route in a table; its identifier is the table's id and the block that it is for. */
export const route = resourceType({
  typeName,
  schema: schemaOf(typeName),

  async create(properties, ctx) {
    checkBuilt(properties);
    const RouteTableId = properties["RouteTableId"] as string;
    const block = properties["DestinationCidrBlock"] as string | undefined;
    const CidrBlock =
      block === undefined ? "" : usual(block, "destinationCidrBlock");
    const identifier = `${RouteTableId}|${CidrBlock}`;
    // EC2 takes a route that is there already, with the same target, for made.
    await refuseExisting(
      typeName,
      identifier,
      ctx,
      async () => (await routeAt(RouteTableId, CidrBlock, ctx)) !== undefined,
    );
    await ctx.send(
      new CreateRouteCommand({
        RouteTableId,
        DestinationCidrBlock: block,
        ...given(properties, TARGETS),
      }),
    );
    return identifier;
  },

  async read(identifier, ctx) {
    const [RouteTableId = "", CidrBlock = ""] = identifier.split("|");
    const found = await routeAt(RouteTableId, CidrBlock, ctx);
    return (
      found && {
        RouteTableId,
        CidrBlock,
        DestinationCidrBlock: CidrBlock,
        ...given({ ...found }, TARGETS),
      }
    );
  },

  async update(identifier, { after }, ctx) {
    checkBuilt(after);
    const [RouteTableId = "", DestinationCidrBlock = ""] =
      identifier.split("|");
    await ctx.send(
      new ReplaceRouteCommand({
        RouteTableId,
        DestinationCidrBlock,
        ...given(after, TARGETS),
      }),
    );
  },

  async delete(identifier, ctx) {
    const [RouteTableId = "", DestinationCidrBlock = ""] =
      identifier.split("|");
    await ctx
      .send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock }))
      .catch(absentAs("InvalidRoute.NotFound", kind.notFound.code));
  },

  list: (ctx) =>
    listed(
      (page) => ctx.send(new DescribeRouteTablesCommand(page)),
      ({ RouteTables = [] }) =>
        RouteTables.flatMap(({ RouteTableId = "", Routes = [] }) =>
          Routes.filter(isMade).map(
            ({ DestinationCidrBlock = "" }) =>
              `${RouteTableId}|${DestinationCidrBlock}`,
          ),
        ),
    ),
});

const checkBuilt = (properties: Properties): void =>
  refuseUnbuilt(typeName, properties, UNBUILT_ROUTES);

async function routeAt(
  RouteTableId: string,
  block: string,
  ctx: ResourceContext,
): Promise<Route | undefined> {
  const found = await ctx
    .send(new DescribeRouteTablesCommand({ RouteTableIds: [RouteTableId] }))
    .catch(absent(kind));
  return found?.RouteTables?.[0]?.Routes?.find(
    (one) => one.DestinationCidrBlock === block && isMade(one),
  );
}

/** Not the local one, which every table has. */
const isMade = ({ Origin }: Route): boolean => Origin === "CreateRoute";
