import type { Context, NeedsContext } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { natState } from "../../core/network/nat-state.ts";
import {
  internetGateways,
  natGateways,
  networkInterfaces,
  routeTables,
  type Route,
  type RouteTableRow,
} from "../../core/network/tables.ts";
import type { Need } from "../../core/operation.ts";
import { usual } from "./blocks.ts";
import { known, on, onNamed } from "./kind.ts";
import {
  internetGateway,
  natGateway,
  networkInterface,
  routeTable,
  subnet,
} from "./kinds.ts";
import type { IsGone } from "./views/route-table.ts";

/** EC2's quota of routes in one table. */
export const ROUTES_AT_MOST = 500;

/** Members of a route that lead where nothing is built. */
export const UNBUILT_ROUTES = [
  "CarrierGatewayId",
  "CoreNetworkArn",
  "DestinationIpv6CidrBlock",
  "DestinationPrefixListId",
  "EgressOnlyInternetGatewayId",
  "InstanceId",
  "LocalGatewayId",
  "OdbNetworkArn",
  "TransitGatewayId",
  "VpcEndpointId",
  "VpcPeeringConnectionId",
] as const;

/** The block that a request routes, in its usual spelling. */
export function destinationOf({
  DestinationCidrBlock,
}: {
  DestinationCidrBlock?: string | undefined;
}): string {
  if (DestinationCidrBlock === undefined)
    throw fault(
      "MissingParameter",
      "The request must contain exactly one of destinationCidrBlock, destinationIpv6CidrBlock, destinationPrefixListId",
      400,
    );
  return usual(DestinationCidrBlock, "destinationCidrBlock");
}

/**
 * What a request routes to; it must be there, and in the table's network.
 * @throws Fault as {@link known}, Gateway.NotAttached, InvalidParameterCombination, InvalidParameterValue
 */
export async function routeTarget(
  {
    GatewayId,
    NatGatewayId,
    NetworkInterfaceId,
  }: {
    GatewayId?: string | undefined;
    NatGatewayId?: string | undefined;
    NetworkInterfaceId?: string | undefined;
  },
  { vpcId }: RouteTableRow,
  ctx: Context,
): Promise<Route["target"]> {
  const given = [GatewayId, NatGatewayId, NetworkInterfaceId].filter(
    (id) => id !== undefined,
  );
  if (given.length !== 1)
    throw fault(
      given.length === 0 ? "MissingParameter" : "InvalidParameterCombination",
      given.length === 0
        ? "The request must contain the parameter gatewayId"
        : "Only one route target may be given.",
      400,
    );
  if (GatewayId !== undefined) {
    const gateway = await known(internetGateway, GatewayId, ctx);
    if (gateway.vpcId !== vpcId)
      throw fault(
        "InvalidParameterValue",
        `route table and network gateway ${GatewayId} belong to different networks`,
        400,
      );
    return { kind: "gateway", id: GatewayId };
  }
  if (NatGatewayId !== undefined) {
    const gateway = await known(natGateway, NatGatewayId, ctx);
    checkSameVpc(gateway, { vpcId });
    return { kind: "nat", id: NatGatewayId };
  }
  const row = await known(networkInterface, NetworkInterfaceId ?? "", ctx);
  checkSameVpc(row, { vpcId });
  return { kind: "interface", id: row.networkInterfaceId };
}

/** Whether two targets are the same. */
export function sameRoute(
  one: Route["target"],
  other: Route["target"],
): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * A table's route that may be changed.
 * @throws Fault InvalidRoute.NotFound, InvalidParameterValue for the local route
 */
export function ownRoute(row: RouteTableRow, destination: string): Route {
  const route = row.routes.find((one) => one.destination === destination);
  if (!route)
    throw fault(
      "InvalidRoute.NotFound",
      `no route with destination-cidr-block ${destination} in route table ${row.routeTableId}`,
      400,
    );
  if (route.target.kind === "local")
    throw fault(
      "InvalidParameterValue",
      `cannot remove local route ${destination} in route table ${row.routeTableId}`,
      400,
    );
  return route;
}

/** Finds the routes whose targets are gone, of all of a Region's. */
export async function goneTargets(ctx: Context): Promise<IsGone> {
  const [gateways, nats, interfaces] = await Promise.all([
    ctx.table(internetGateways).list(),
    ctx.table(natGateways).list(),
    ctx.table(networkInterfaces).list(),
  ]);
  const there = new Set([
    ...gateways.rows
      .filter(({ vpcId }) => vpcId !== undefined)
      .map(({ internetGatewayId }) => internetGatewayId),
    ...nats.rows
      .filter((row) => /pending|available/.test(natState(row, ctx.now())))
      .map(({ natGatewayId }) => natGatewayId),
    ...interfaces.rows.map(({ networkInterfaceId }) => networkInterfaceId),
  ]);
  return ({ target }) => "id" in target && !there.has(target.id);
}

/** The table that an association belongs to. */
export async function tableAssociation(
  associationId: string,
  ctx: Pick<NeedsContext, "table">,
): Promise<{
  row: RouteTableRow;
  association: RouteTableRow["associations"][0];
}> {
  const { rows } = await ctx
    .table(routeTables)
    .list({ index: "byAssociation", prefix: [associationId], limit: 1 });
  const [row] = rows;
  const association = row?.associations.find(
    (one) => one.associationId === associationId,
  );
  if (!row || !association)
    throw fault(
      "InvalidAssociationID.NotFound",
      `The association ID '${associationId}' does not exist`,
      400,
    );
  return { row, association };
}

/** What changing an association needs: the right on its table and on its subnet. */
export async function associationNeeds(
  action: string,
  associationId: string,
  ctx: NeedsContext,
): Promise<readonly Need[]> {
  const { rows } = await ctx
    .table(routeTables)
    .list({ index: "byAssociation", prefix: [associationId], limit: 1 });
  const [row] = rows;
  const subnetId = row?.associations.find(
    (one) => one.associationId === associationId,
  )?.subnetId;
  return [
    await on(action, routeTable, row?.routeTableId, ctx),
    ...(await onNamed(action, subnet, subnetId, ctx)),
  ];
}

/** @throws Fault InvalidParameterValue where two things belong to different networks */
export function checkSameVpc(
  one: { readonly vpcId: string },
  other: { readonly vpcId: string },
): void {
  if (one.vpcId !== other.vpcId)
    throw fault(
      "InvalidParameterValue",
      `The resources belong to different networks: ${one.vpcId} and ${other.vpcId}.`,
      400,
    );
}
