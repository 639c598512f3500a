import { ReleaseAddressCommand } from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { addresses } from "../../../core/network/tables.ts";
import { known, on } from "../kind.ts";
import { elasticIp as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";

export const ReleaseAddress = ec2Operation(ReleaseAddressCommand, {
  unbuilt: ["PublicIp"],
  needs: async ({ AllocationId }, ctx) => [
    await on("ReleaseAddress", kind, AllocationId, ctx),
  ],

  async handle({ AllocationId = "" }, ctx) {
    const { publicIp, association } = await known(kind, AllocationId, ctx);
    if (association)
      throw fault(
        "InvalidIPAddress.InUse",
        `Address ${publicIp} is in use.`,
        400,
      );
    await ctx.table(addresses).delete(AllocationId);
    return {};
  },
});
