import { DetachInternetGatewayCommand } from "@aws-sdk/client-ec2";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import {
  addresses,
  internetGateways,
  networkInterfaces,
} from "../../../core/network/tables.ts";
import { known, on } from "../kind.ts";
import { internetGateway as kind, vpc as vpcKind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";

export const DetachInternetGateway = ec2Operation(
  DetachInternetGatewayCommand,
  {
    needs: async ({ InternetGatewayId, VpcId }, ctx) => [
      await on("DetachInternetGateway", kind, InternetGatewayId, ctx),
      await on("DetachInternetGateway", vpcKind, VpcId, ctx),
    ],

    async handle({ InternetGatewayId, VpcId }, ctx) {
      const { vpcId, ...row } = await known(kind, InternetGatewayId, ctx);
      await known(vpcKind, VpcId, ctx);
      if (vpcId !== VpcId)
        throw fault(
          "Gateway.NotAttached",
          `resource ${InternetGatewayId} is not attached to network ${VpcId}`,
          400,
        );
      if (await hasPublicAddress(VpcId, ctx))
        throw fault(
          "DependencyViolation",
          `Network ${VpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
          400,
        );
      await ctx.table(internetGateways).put(row);
      return {};
    },
  },
);

async function hasPublicAddress(vpcId: string, ctx: Context): Promise<boolean> {
  const { rows } = await ctx.table(addresses).list();
  for (const { association } of rows) {
    if (!association) continue;
    const { networkInterfaceId } = association;
    const row = await ctx.table(networkInterfaces).get(networkInterfaceId);
    if (row?.vpcId === vpcId) return true;
  }
  return false;
}
