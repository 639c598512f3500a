import { DeleteSubnetCommand } from "@aws-sdk/client-ec2";
import {
  networkAcls,
  networkInterfaces,
  routeTables,
  subnets,
} from "../../../core/network/tables.ts";
import { hasAny, hasDependencies } from "../dependencies.ts";
import { known, on } from "../kind.ts";
import { subnet as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";

export const DeleteSubnet = ec2Operation(DeleteSubnetCommand, {
  needs: async ({ SubnetId }, ctx) => [
    await on("DeleteSubnet", kind, SubnetId, ctx),
  ],

  async handle({ SubnetId }, ctx) {
    await known(kind, SubnetId, ctx);
    if (await hasAny(networkInterfaces, "bySubnet", SubnetId, ctx))
      throw hasDependencies("subnet", SubnetId);
    const mine = { index: "bySubnet", prefix: [SubnetId] };
    const isOther = ({ subnetId }: { subnetId?: string }) =>
      subnetId !== SubnetId;
    // Its places in tables of others go with it.
    for (const row of (await ctx.table(routeTables).list(mine)).rows)
      await ctx.table(routeTables).put({
        ...row,
        associations: row.associations.filter(isOther),
      });
    for (const row of (await ctx.table(networkAcls).list(mine)).rows)
      await ctx.table(networkAcls).put({
        ...row,
        associations: row.associations.filter(isOther),
      });
    await ctx.table(subnets).delete(SubnetId);
    return {};
  },
});
