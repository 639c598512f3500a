import { DeleteVpcCommand } from "@aws-sdk/client-ec2";
import {
  internetGateways,
  networkAcls,
  routeTables,
  securityGroups,
  subnets,
} from "../../../core/network/tables.ts";
import type { Context } from "../../../core/context.ts";
import { hasAny, hasDependencies } from "../dependencies.ts";
import { known, on } from "../kind.ts";
import { vpc as kind } from "../kinds.ts";
import { removeVpc } from "../new-vpc.ts";
import { ec2Operation } from "../operation.ts";

export const DeleteVpc = ec2Operation(DeleteVpcCommand, {
  needs: async ({ VpcId }, ctx) => [await on("DeleteVpc", kind, VpcId, ctx)],

  async handle({ VpcId }, ctx) {
    await known(kind, VpcId, ctx);
    if (await hasMore(VpcId, ctx)) throw hasDependencies("vpc", VpcId);
    await removeVpc(VpcId, ctx);
    return {};
  },
});

/** Whether a network has more than what came with it. */
async function hasMore(vpcId: string, ctx: Context): Promise<boolean> {
  if (await hasAny(subnets, "byVpc", vpcId, ctx)) return true;
  if (await hasAny(internetGateways, "byVpc", vpcId, ctx)) return true;
  const mine = { index: "byVpc", prefix: [vpcId] };
  const [tables, acls, groups] = await Promise.all([
    ctx.table(routeTables).list(mine),
    ctx.table(networkAcls).list(mine),
    ctx.table(securityGroups).list(mine),
  ]);
  return (
    tables.rows.some(({ associations }) => !associations.some(isMain)) ||
    acls.rows.some(({ isDefault }) => !isDefault) ||
    groups.rows.some(({ groupName }) => groupName !== "default")
  );
}

const isMain = ({ subnetId }: { subnetId?: string }) => subnetId === undefined;
