import type { NeedsContext, Place } from "../context.ts";
import { natState } from "./nat-state.ts";
import type { Standing } from "./reach.ts";
import {
  internetGateways,
  natGateways,
  networkAcls,
  networkInterfaces,
  routeTables,
  securityGroupRules,
  subnets,
  type InternetGatewayRow,
  type NatGatewayRow,
  type Route,
  type RouteTableRow,
} from "./tables.ts";

type Reading = Pick<NeedsContext, "table" | "now">;

/** What the network says about a network interface now; undefined where the interface, or its subnet, is gone. */
export async function standingOf(
  networkInterfaceId: string,
  ctx: Reading,
  at: Place,
): Promise<Standing | undefined> {
  const row = await ctx.table(networkInterfaces, at).get(networkInterfaceId);
  const subnet = row && (await ctx.table(subnets, at).get(row.subnetId));
  if (!row || !subnet) return undefined;
  const table = await routeTableOf(subnet, ctx, at);
  const acls = await ctx
    .table(networkAcls, at)
    .list({ index: "bySubnet", prefix: [subnet.subnetId], limit: 1 });
  const [acl] = acls.rows;
  const groups = await Promise.all(
    row.groupIds.map(async (groupId) => ({
      groupId,
      rules: await rulesIn(groupId, ctx, at),
    })),
  );
  return {
    groups,
    members: await membersOf(groups, ctx, at),
    subnet: {
      subnetId: subnet.subnetId,
      routeTableId: table?.routeTableId ?? "the subnet",
      routes: table?.routes ?? [],
      networkAclId: acl?.networkAclId ?? "the subnet's ACL",
      acl: acl?.entries ?? [],
    },
    gatewayFault: await gatewayFaults(table?.routes ?? [], ctx, at),
  };
}

/** The subnet's own table, or its network's main one. */
async function routeTableOf(
  { subnetId, vpcId }: { subnetId: string; vpcId: string },
  ctx: Reading,
  at: Place,
): Promise<RouteTableRow | undefined> {
  const rows = ctx.table(routeTables, at);
  for (const place of [subnetId, vpcId]) {
    const found = await rows.list({
      index: "bySubnet",
      prefix: [place],
      limit: 1,
    });
    if (found.rows[0]) return found.rows[0];
  }
  return undefined;
}

async function rulesIn(groupId: string, ctx: Reading, at: Place) {
  const { rows } = await ctx
    .table(securityGroupRules, at)
    .list({ index: "byGroup", prefix: [groupId] });
  return rows;
}

async function membersOf(
  groups: Standing["groups"],
  ctx: Reading,
  at: Place,
): Promise<Standing["members"]> {
  const named = groups.flatMap(({ rules }) =>
    rules.flatMap(({ egress, peer }) =>
      egress && "groupId" in peer ? [peer.groupId] : [],
    ),
  );
  const members = new Map<string, readonly string[]>();
  for (const groupId of new Set(named)) {
    const { rows } = await ctx
      .table(networkInterfaces, at)
      .list({ index: "byGroup", prefix: [groupId] });
    members.set(
      groupId,
      rows.map(({ privateIp }) => privateIp),
    );
  }
  return members;
}

/** Looks up every gateway of a table's routes, and those that its NAT gateways' subnets lead to. */
async function gatewayFaults(
  routes: readonly Route[],
  ctx: Reading,
  at: Place,
): Promise<Standing["gatewayFault"]> {
  const faults = new Map<string, string | undefined>();
  for (const { target } of routes)
    if (target.kind === "nat")
      faults.set(target.id, await natFault(target.id, ctx, at));
  return (target) => {
    if (target.kind === "local") return undefined;
    if (target.kind === "nat") return faults.get(target.id);
    return target.kind === "gateway"
      ? `a function's interface has no public address, so nothing comes back through ${target.id}: route through a NAT gateway`
      : `behind ${target.id} nothing passes traffic on`;
  };
}

/** A public NAT gateway leads out where its own subnet's table leads to an attached internet gateway. */
async function natFault(
  id: string,
  ctx: Reading,
  at: Place,
): Promise<string | undefined> {
  const nat = await ctx.table(natGateways, at).get(id);
  if (!nat) return `${id} is gone`;
  const state = natState(nat, ctx.now());
  if (state !== "available") return `${id} is ${state}`;
  if (nat.connectivity === "private")
    return `${id} is private: it leads to no other network here`;
  const gateway = await internetGatewayOf(nat, ctx, at);
  return gateway?.vpcId === nat.vpcId
    ? undefined
    : `the subnet of ${id} has no route to an internet gateway`;
}

async function internetGatewayOf(
  nat: NatGatewayRow,
  ctx: Reading,
  at: Place,
): Promise<InternetGatewayRow | undefined> {
  const table = await routeTableOf(nat, ctx, at);
  for (const { destination, target } of table?.routes ?? [])
    if (destination === "0.0.0.0/0" && target.kind === "gateway")
      return ctx.table(internetGateways, at).get(target.id);
  return undefined;
}
