import { DescribeNetworkAclsCommand } from "@aws-sdk/client-ec2";
import { describe } from "../describe.ts";
import { everywhere } from "../kind.ts";
import { networkAcl as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import { aclFilters, shownAcl } from "../views/network-acl.ts";

export const DescribeNetworkAcls = ec2Operation(DescribeNetworkAclsCommand, {
  needs: (_, ctx) => everywhere("DescribeNetworkAcls", ctx),

  async handle(asked, ctx) {
    const { rows, ...more } = await describe(
      kind,
      { ids: asked.NetworkAclIds, asked, filters: aclFilters(ctx) },
      ctx,
    );
    return { NetworkAcls: rows.map((row) => shownAcl(row, ctx)), ...more };
  },
});
