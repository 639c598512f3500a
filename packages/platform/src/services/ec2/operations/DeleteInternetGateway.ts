import { DeleteInternetGatewayCommand } from "@aws-sdk/client-ec2";
import { internetGateways } from "../../../core/network/tables.ts";
import { hasDependencies } from "../dependencies.ts";
import { known, on } from "../kind.ts";
import { internetGateway as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";

export const DeleteInternetGateway = ec2Operation(
  DeleteInternetGatewayCommand,
  {
    needs: async ({ InternetGatewayId }, ctx) => [
      await on("DeleteInternetGateway", kind, InternetGatewayId, ctx),
    ],

    async handle({ InternetGatewayId }, ctx) {
      const { vpcId } = await known(kind, InternetGatewayId, ctx);
      if (vpcId !== undefined)
        throw hasDependencies("internetGateway", InternetGatewayId);
      await ctx.table(internetGateways).delete(InternetGatewayId);
      return {};
    },
  },
);
