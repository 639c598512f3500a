import { DescribeSubnetsCommand } from "@aws-sdk/client-ec2";
import { describe } from "../describe.ts";
import { everywhere } from "../kind.ts";
import { subnet as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import { shownSubnet, subnetFilters } from "../views/subnet.ts";

export const DescribeSubnets = ec2Operation(DescribeSubnetsCommand, {
  needs: (_, ctx) => everywhere("DescribeSubnets", ctx),

  async handle(asked, ctx) {
    const ids = asked.SubnetIds;
    const { rows, ...more } = await describe(
      kind,
      { ids, asked, filters: subnetFilters(ctx) },
      ctx,
    );
    const Subnets = await Promise.all(rows.map((row) => shownSubnet(row, ctx)));
    return { Subnets, ...more };
  },
});
