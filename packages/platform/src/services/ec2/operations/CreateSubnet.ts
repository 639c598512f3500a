import { CreateSubnetCommand } from "@aws-sdk/client-ec2";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import {
  cidrText,
  overlap,
  parseCidr,
  within,
  type Cidr,
} from "../../../core/network/cidr.ts";
import { subnets, type VpcRow } from "../../../core/network/tables.ts";
import { networkBlock } from "../blocks.ts";
import { known, on } from "../kind.ts";
import { subnet as kind, vpc as vpcKind } from "../kinds.ts";
import { addSubnet } from "../new-subnet.ts";
import { ec2Operation } from "../operation.ts";
import { making, newTags } from "../tags.ts";
import { shownSubnet } from "../views/subnet.ts";
import { chosenZone } from "../zones.ts";

export const CreateSubnet = ec2Operation(CreateSubnetCommand, {
  unbuilt: [
    "Ipv4IpamPoolId",
    "Ipv4NetmaskLength",
    "Ipv6CidrBlock",
    "Ipv6IpamPoolId",
    "Ipv6Native",
    "Ipv6NetmaskLength",
    "OutpostArn",
  ],
  needs: async ({ VpcId, TagSpecifications }, ctx) => [
    ...making("CreateSubnet", kind, TagSpecifications, ctx),
    await on("CreateSubnet", vpcKind, VpcId, ctx),
  ],

  async handle(input, ctx) {
    const vpc = await known(vpcKind, input.VpcId, ctx);
    const block = networkBlock(input.CidrBlock, "InvalidSubnet.Range");
    await checkRoom(vpc, block, ctx);
    const row = await addSubnet(
      {
        vpcId: vpc.vpcId,
        cidrBlock: cidrText(block),
        availabilityZone: chosenZone(ctx.region, input),
        isDefault: false,
        tags: newTags(kind.type, input.TagSpecifications),
      },
      ctx,
    );
    return { Subnet: await shownSubnet(row, ctx) };
  },
});

/** @throws Fault InvalidSubnet.Range outside of the network, InvalidSubnet.Conflict where another subnet is */
async function checkRoom(
  { vpcId, cidrBlock }: VpcRow,
  block: Cidr,
  ctx: Context,
): Promise<void> {
  const whole = parseCidr(cidrBlock);
  if (!whole || !within(block, whole))
    throw fault(
      "InvalidSubnet.Range",
      `The CIDR '${cidrText(block)}' is invalid.`,
      400,
    );
  const { rows } = await ctx
    .table(subnets)
    .list({ index: "byVpc", prefix: [vpcId] });
  const isTaken = rows.some((row) => {
    const other = parseCidr(row.cidrBlock);
    return other !== undefined && overlap(other, block);
  });
  if (isTaken)
    throw fault(
      "InvalidSubnet.Conflict",
      `The CIDR '${cidrText(block)}' conflicts with another subnet`,
      400,
    );
}
