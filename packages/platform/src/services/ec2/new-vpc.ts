import type { Context } from "../../core/context.ts";
import {
  networkAcls,
  routeTables,
  securityGroups,
  vpcs,
  type AclEntry,
  type RouteTableRow,
  type Tags,
  type VpcRow,
} from "../../core/network/tables.ts";
import { randomId, type NewId } from "./ids.ts";
import { addGroup, removeGroup } from "./new-group.ts";

/** A network with all that comes with one: its main route table, network ACL and security group. */
export async function addVpc(
  wish: {
    cidrBlock: string;
    isDefault: boolean;
    dnsHostnames: boolean;
    tenancy?: VpcRow["tenancy"];
    tags?: Tags;
  },
  ctx: Context,
  newId: NewId = randomId,
): Promise<{ vpc: VpcRow; mainTable: RouteTableRow }> {
  const vpc: VpcRow = {
    vpcId: newId("vpc-"),
    cidrBlock: wish.cidrBlock,
    cidrAssociationId: newId("vpc-cidr-assoc-"),
    tenancy: wish.tenancy ?? "default",
    isDefault: wish.isDefault,
    enableDnsSupport: true,
    enableDnsHostnames: wish.dnsHostnames,
    enableNetworkAddressUsageMetrics: false,
    tags: wish.tags ?? {},
  };
  const { vpcId } = vpc;
  const mainTable: RouteTableRow = {
    routeTableId: newId("rtb-"),
    vpcId,
    routes: [localRoute(vpc)],
    associations: [{ associationId: newId("rtbassoc-") }],
    tags: {},
  };
  await ctx.table(vpcs).put(vpc);
  await ctx.table(routeTables).put(mainTable);
  await ctx.table(networkAcls).put({
    networkAclId: newId("acl-"),
    vpcId,
    isDefault: true,
    entries: ALLOW_ALL,
    associations: [],
    tags: {},
  });
  await addGroup(
    {
      groupName: "default",
      description: "default VPC security group",
      vpcId,
      tags: {},
    },
    ctx,
    newId,
  );
  return { vpc, mainTable };
}

/** The route that every table of a network has and none can lose. */
export function localRoute({ cidrBlock }: VpcRow): RouteTableRow["routes"][0] {
  return { destination: cidrBlock, target: { kind: "local" } };
}

/** Takes away what came with a network, and the network. */
export async function removeVpc(vpcId: string, ctx: Context): Promise<void> {
  const mine = { index: "byVpc", prefix: [vpcId] };
  for (const row of (await ctx.table(routeTables).list(mine)).rows)
    await ctx.table(routeTables).delete(row.routeTableId);
  for (const row of (await ctx.table(networkAcls).list(mine)).rows)
    await ctx.table(networkAcls).delete(row.networkAclId);
  for (const row of (await ctx.table(securityGroups).list(mine)).rows)
    await removeGroup(row.groupId, ctx);
  await ctx.table(vpcs).delete(vpcId);
}

/** The last entry of every ACL, which EC2 shows as `*`. */
export const LAST_RULE = 32_767;

const entry = (
  ruleNumber: number,
  egress: boolean,
  allow: boolean,
): AclEntry => ({
  ruleNumber,
  egress,
  allow,
  protocol: "-1",
  cidr: "0.0.0.0/0",
});

/** What a new ACL has: nothing passes. */
export const DENY_ALL: readonly AclEntry[] = [true, false].map((egress) =>
  entry(LAST_RULE, egress, false),
);

/** What a network's default ACL has: everything passes. */
const ALLOW_ALL: readonly AclEntry[] = [true, false].flatMap((egress) => [
  entry(100, egress, true),
  entry(LAST_RULE, egress, false),
]);
