import type {
  Route as ShownRoute,
  RouteTable,
  RouteTableAssociation,
} from "@aws-sdk/client-ec2";
import type { Place } from "../../../core/context.ts";
import type { Route, RouteTableRow } from "../../../core/network/tables.ts";
import type { Filters } from "../describe.ts";
import { tagList } from "../tags.ts";

/** Which routes lead nowhere, because their target is gone. */
export type IsGone = (route: Route) => boolean;

/** A route table as DescribeRouteTables shows it. */
export function shownTable(
  row: RouteTableRow,
  at: Place,
  isGone: IsGone,
): RouteTable {
  return {
    RouteTableId: row.routeTableId,
    VpcId: row.vpcId,
    OwnerId: at.accountId,
    Routes: row.routes.map((route) => shownRoute(route, at, isGone)),
    Associations: row.associations.map(
      ({ associationId, subnetId }): RouteTableAssociation => ({
        RouteTableAssociationId: associationId,
        RouteTableId: row.routeTableId,
        Main: subnetId === undefined,
        AssociationState: { State: "associated" },
        ...(subnetId === undefined ? {} : { SubnetId: subnetId }),
      }),
    ),
    PropagatingVgws: [],
    Tags: tagList(row.tags),
  };
}

function shownRoute(route: Route, at: Place, isGone: IsGone): ShownRoute {
  const { destination, target } = route;
  return {
    DestinationCidrBlock: destination,
    State: isGone(route) ? "blackhole" : "active",
    Origin: originOf(route),
    ...(target.kind === "local" ? { GatewayId: "local" } : {}),
    ...(target.kind === "gateway" ? { GatewayId: target.id } : {}),
    ...(target.kind === "nat" ? { NatGatewayId: target.id } : {}),
    ...(target.kind === "interface"
      ? { NetworkInterfaceId: target.id, InstanceOwnerId: at.accountId }
      : {}),
  };
}

const originOf = ({ target }: Route): "CreateRoute" | "CreateRouteTable" =>
  target.kind === "local" ? "CreateRouteTable" : "CreateRoute";

const idOf = ({ target }: Route, kind: Route["target"]["kind"]) =>
  target.kind === kind && "id" in target ? target.id : undefined;

export const tableFilters = (
  at: Place,
  isGone: IsGone,
): Filters<RouteTableRow> => ({
  "association.main": ({ associations }) =>
    associations.map(({ subnetId }) => String(subnetId === undefined)),
  "association.route-table-association-id": ({ associations }) =>
    associations.map(({ associationId }) => associationId),
  "association.route-table-id": ({ associations, routeTableId }) =>
    associations.map(() => routeTableId),
  "association.subnet-id": ({ associations }) =>
    associations.map(({ subnetId }) => subnetId),
  "association.gateway-id": () => [],
  "owner-id": () => [at.accountId],
  "route-table-id": ({ routeTableId }) => [routeTableId],
  "route.destination-cidr-block": ({ routes }) =>
    routes.map(({ destination }) => destination),
  "route.destination-ipv6-cidr-block": () => [],
  "route.destination-prefix-list-id": () => [],
  "route.gateway-id": ({ routes }) =>
    routes.map((route) =>
      route.target.kind === "local" ? "local" : idOf(route, "gateway"),
    ),
  "route.nat-gateway-id": ({ routes }) =>
    routes.map((route) => idOf(route, "nat")),
  "route.instance-id": () => [],
  "route.transit-gateway-id": () => [],
  "route.vpc-peering-connection-id": () => [],
  "route.egress-only-internet-gateway-id": () => [],
  "route.origin": ({ routes }) => routes.map(originOf),
  "route.state": ({ routes }) =>
    routes.map((route) => (isGone(route) ? "blackhole" : "active")),
  "vpc-id": ({ vpcId }) => [vpcId],
});
