import { DescribeAccountAttributesCommand } from "@aws-sdk/client-ec2";
import { vpcs } from "../../../core/network/tables.ts";
import { everywhere } from "../kind.ts";
import { ec2Operation } from "../operation.ts";

export const DescribeAccountAttributes = ec2Operation(
  DescribeAccountAttributesCommand,
  {
    needs: (_, ctx) => everywhere("DescribeAccountAttributes", ctx),

    async handle({ AttributeNames = [] }, ctx) {
      const { rows } = await ctx.table(vpcs).list();
      const values: Readonly<Record<string, string>> = {
        "supported-platforms": "VPC",
        "default-vpc": rows.find(({ isDefault }) => isDefault)?.vpcId ?? "none",
        // There are no instances.
        "max-instances": "0",
        "vpc-max-security-groups-per-interface": "5",
        "max-elastic-ips": "0",
        "vpc-max-elastic-ips": "5",
      };
      const wanted = Object.entries(values).filter(
        ([name]) =>
          AttributeNames.length === 0 ||
          (AttributeNames as readonly string[]).includes(name),
      );
      return {
        AccountAttributes: wanted.map(([AttributeName, AttributeValue]) => ({
          AttributeName,
          AttributeValues: [{ AttributeValue }],
        })),
      };
    },
  },
);
