import { DescribeInternetGatewaysCommand } from "@aws-sdk/client-ec2";
import { describe } from "../describe.ts";
import { everywhere } from "../kind.ts";
import { internetGateway as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import {
  internetGatewayFilters,
  shownInternetGateway,
} from "../views/gateways.ts";

export const DescribeInternetGateways = ec2Operation(
  DescribeInternetGatewaysCommand,
  {
    needs: (_, ctx) => everywhere("DescribeInternetGateways", ctx),

    async handle(asked, ctx) {
      const ids = asked.InternetGatewayIds;
      const { rows, ...more } = await describe(
        kind,
        { ids, asked, filters: internetGatewayFilters(ctx) },
        ctx,
      );
      return {
        InternetGateways: rows.map((row) => shownInternetGateway(row, ctx)),
        ...more,
      };
    },
  },
);
