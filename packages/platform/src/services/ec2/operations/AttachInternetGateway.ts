import { AttachInternetGatewayCommand } from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { internetGateways } from "../../../core/network/tables.ts";
import { hasAny } from "../dependencies.ts";
import { known, on } from "../kind.ts";
import { internetGateway as kind, vpc as vpcKind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";

export const AttachInternetGateway = ec2Operation(
  AttachInternetGatewayCommand,
  {
    needs: async ({ InternetGatewayId, VpcId }, ctx) => [
      await on("AttachInternetGateway", kind, InternetGatewayId, ctx),
      await on("AttachInternetGateway", vpcKind, VpcId, ctx),
    ],

    async handle({ InternetGatewayId, VpcId }, ctx) {
      const row = await known(kind, InternetGatewayId, ctx);
      await known(vpcKind, VpcId, ctx);
      if (row.vpcId !== undefined)
        throw fault(
          "Resource.AlreadyAssociated",
          `resource ${InternetGatewayId} is already attached to network ${row.vpcId}`,
          400,
        );
      if (await hasAny(internetGateways, "byVpc", VpcId, ctx))
        throw fault(
          "InvalidParameterValue",
          `Network ${VpcId} already has an internet gateway attached`,
          400,
        );
      await ctx.table(internetGateways).put({ ...row, vpcId: VpcId });
      return {};
    },
  },
);
