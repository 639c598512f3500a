import { AllocateAddressCommand } from "@aws-sdk/client-ec2";
import { addresses } from "../../../core/network/tables.ts";
import { elasticIp as kind } from "../kinds.ts";
import { randomId } from "../ids.ts";
import { ec2Operation } from "../operation.ts";
import { freePublicAddress } from "../public-addresses.ts";
import { making, newTags } from "../tags.ts";

export const AllocateAddress = ec2Operation(AllocateAddressCommand, {
  unbuilt: ["Address", "CustomerOwnedIpv4Pool", "IpamPoolId"],
  needs: ({ TagSpecifications }, ctx) =>
    making("AllocateAddress", kind, TagSpecifications, ctx),

  async handle({ TagSpecifications }, ctx) {
    const publicIp = await freePublicAddress(ctx);
    const allocationId = randomId("eipalloc-");
    await ctx.table(addresses).put({
      allocationId,
      publicIp,
      tags: newTags(kind.type, TagSpecifications),
    });
    return {
      AllocationId: allocationId,
      PublicIp: publicIp,
      Domain: "vpc" as const,
      PublicIpv4Pool: "amazon",
      NetworkBorderGroup: ctx.region,
    };
  },
});
