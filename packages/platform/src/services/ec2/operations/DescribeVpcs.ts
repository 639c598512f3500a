import { DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { describe } from "../describe.ts";
import { everywhere } from "../kind.ts";
import { vpc as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import { shownVpc, vpcFilters } from "../views/vpc.ts";

export const DescribeVpcs = ec2Operation(DescribeVpcsCommand, {
  needs: (_, ctx) => everywhere("DescribeVpcs", ctx),

  async handle(asked, ctx) {
    const ids = asked.VpcIds;
    const { rows, ...more } = await describe(
      kind,
      { ids, asked, filters: vpcFilters(ctx) },
      ctx,
    );
    return { Vpcs: rows.map((row) => shownVpc(row, ctx)), ...more };
  },
});
