import { CreateDefaultVpcCommand } from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { vpcs } from "../../../core/network/tables.ts";
import { makeDefaultVpc } from "../default-network.ts";
import { randomId } from "../ids.ts";
import { everywhere, known } from "../kind.ts";
import { vpc as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import { shownVpc } from "../views/vpc.ts";

export const CreateDefaultVpc = ec2Operation(CreateDefaultVpcCommand, {
  needs: (_, ctx) => everywhere("CreateDefaultVpc", ctx),

  async handle(_, ctx) {
    const { rows } = await ctx.table(vpcs).list();
    if (rows.some(({ isDefault }) => isDefault))
      throw fault(
        "DefaultVpcAlreadyExists",
        "A Default VPC already exists for this account in this region.",
        400,
      );
    const vpcId = await makeDefaultVpc(ctx, randomId);
    return { Vpc: shownVpc(await known(kind, vpcId, ctx), ctx) };
  },
});
