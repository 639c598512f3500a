import { DescribeAddressesAttributeCommand } from "@aws-sdk/client-ec2";
import { pageOf, rowsOf } from "../describe.ts";
import { everywhere } from "../kind.ts";
import { elasticIp as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";

export const DescribeAddressesAttribute = ec2Operation(
  DescribeAddressesAttributeCommand,
  {
    needs: (_, ctx) => everywhere("DescribeAddressesAttribute", ctx),

    /** Its only attribute, the domain name, is never set: no address here has a name in the DNS. */
    async handle({ AllocationIds, ...asked }, ctx) {
      const all = await rowsOf(kind, AllocationIds, {}, ctx);
      const { rows, ...more } = pageOf(all, kind.id, asked);
      return {
        Addresses: rows.map(({ allocationId, publicIp }) => ({
          AllocationId: allocationId,
          PublicIp: publicIp,
        })),
        ...more,
      };
    },
  },
);
