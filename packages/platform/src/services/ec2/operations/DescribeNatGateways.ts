import { DescribeNatGatewaysCommand } from "@aws-sdk/client-ec2";
import type { Context } from "../../../core/context.ts";
import { SHOWN_MS } from "../../../core/network/nat-state.ts";
import { natGateways } from "../../../core/network/tables.ts";
import { describe } from "../describe.ts";
import { everywhere } from "../kind.ts";
import { natGateway as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import { natGatewayFilters, shownNatGateway } from "../views/gateways.ts";

export const DescribeNatGateways = ec2Operation(DescribeNatGatewaysCommand, {
  needs: (_, ctx) => everywhere("DescribeNatGateways", ctx),

  async handle(input, ctx) {
    await forgetOld(ctx);
    const asked = { ...input, Filters: input.Filter };
    const { rows, ...more } = await describe(
      kind,
      {
        ids: input.NatGatewayIds,
        asked,
        filters: natGatewayFilters(ctx.now()),
      },
      ctx,
    );
    return {
      NatGateways: rows.map((row) => shownNatGateway(row, ctx.now())),
      ...more,
    };
  },
});

async function forgetOld(ctx: Context): Promise<void> {
  const rows = ctx.table(natGateways);
  for (const { natGatewayId, deletedAt } of (await rows.list()).rows)
    if (deletedAt !== undefined && ctx.now() > deletedAt + SHOWN_MS)
      await rows.delete(natGatewayId);
}
