import { DescribeAddressesCommand } from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { filtered, rowsOf } from "../describe.ts";
import { everywhere } from "../kind.ts";
import { elasticIp as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import { addressFilters, shownAddress } from "../views/gateways.ts";

export const DescribeAddresses = ec2Operation(DescribeAddressesCommand, {
  needs: (_, ctx) => everywhere("DescribeAddresses", ctx),

  async handle({ AllocationIds, PublicIps = [], Filters }, ctx) {
    const rows = await rowsOf(kind, AllocationIds, {}, ctx);
    for (const ip of PublicIps)
      if (!rows.some(({ publicIp }) => publicIp === ip))
        throw fault(
          "InvalidAddress.NotFound",
          `Address '${ip}' not found.`,
          400,
        );
    const asked =
      PublicIps.length === 0
        ? rows
        : rows.filter(({ publicIp }) => PublicIps.includes(publicIp));
    const found = filtered(asked, Filters, addressFilters(ctx));
    return { Addresses: found.map((row) => shownAddress(row, ctx)) };
  },
});
