import { ModifyVpcAttributeCommand } from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { vpcs } from "../../../core/network/tables.ts";
import { attributeKeys } from "../attributes.ts";
import { known, on } from "../kind.ts";
import { vpc as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";

export const ModifyVpcAttribute = ec2Operation(ModifyVpcAttributeCommand, {
  needs: async ({ VpcId, ...changes }, ctx) => [
    await on("ModifyVpcAttribute", kind, VpcId, ctx, attributeKeys(changes)),
  ],

  async handle({ VpcId, ...changes }, ctx) {
    const row = await known(kind, VpcId, ctx);
    const given = Object.values(changes).filter((value) => value !== undefined);
    if (given.length !== 1)
      throw fault(
        given.length === 0 ? "MissingParameter" : "InvalidParameterCombination",
        given.length === 0
          ? "The request must contain the parameter attribute"
          : "Fields for multiple attribute types specified",
        400,
      );
    const {
      EnableDnsSupport,
      EnableDnsHostnames,
      EnableNetworkAddressUsageMetrics,
    } = changes;
    await ctx.table(vpcs).put({
      ...row,
      enableDnsSupport: EnableDnsSupport?.Value ?? row.enableDnsSupport,
      enableDnsHostnames: EnableDnsHostnames?.Value ?? row.enableDnsHostnames,
      enableNetworkAddressUsageMetrics:
        EnableNetworkAddressUsageMetrics?.Value ??
        row.enableNetworkAddressUsageMetrics,
    });
    return {};
  },
});
