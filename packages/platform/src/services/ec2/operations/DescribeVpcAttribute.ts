import { DescribeVpcAttributeCommand } from "@aws-sdk/client-ec2";
import { known, on } from "../kind.ts";
import { vpc as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";

export const DescribeVpcAttribute = ec2Operation(DescribeVpcAttributeCommand, {
  needs: async ({ VpcId }, ctx) => [
    await on("DescribeVpcAttribute", kind, VpcId, ctx),
  ],

  async handle({ VpcId, Attribute }, ctx) {
    const row = await known(kind, VpcId, ctx);
    const shown = {
      enableDnsSupport: {
        EnableDnsSupport: { Value: row.enableDnsSupport },
      },
      enableDnsHostnames: {
        EnableDnsHostnames: { Value: row.enableDnsHostnames },
      },
      enableNetworkAddressUsageMetrics: {
        EnableNetworkAddressUsageMetrics: {
          Value: row.enableNetworkAddressUsageMetrics,
        },
      },
    };
    return { VpcId, ...shown[Attribute] };
  },
});
