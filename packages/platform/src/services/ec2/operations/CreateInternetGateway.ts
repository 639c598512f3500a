import { CreateInternetGatewayCommand } from "@aws-sdk/client-ec2";
import { internetGateways } from "../../../core/network/tables.ts";
import { randomId } from "../ids.ts";
import { internetGateway as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import { making, newTags } from "../tags.ts";
import { shownInternetGateway } from "../views/gateways.ts";

export const CreateInternetGateway = ec2Operation(
  CreateInternetGatewayCommand,
  {
    needs: ({ TagSpecifications }, ctx) =>
      making("CreateInternetGateway", kind, TagSpecifications, ctx),

    async handle({ TagSpecifications }, ctx) {
      const row = {
        internetGatewayId: randomId("igw-"),
        tags: newTags(kind.type, TagSpecifications),
      };
      await ctx.table(internetGateways).put(row);
      return { InternetGateway: shownInternetGateway(row, ctx) };
    },
  },
);
