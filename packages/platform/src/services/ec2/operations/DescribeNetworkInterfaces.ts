import { DescribeNetworkInterfacesCommand } from "@aws-sdk/client-ec2";
import { filtered, pageOf, rowsOf } from "../describe.ts";
import { everywhere } from "../kind.ts";
import { networkInterface as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import {
  furnished,
  interfaceFilters,
  shownInterface,
} from "../views/network-interface.ts";

export const DescribeNetworkInterfaces = ec2Operation(
  DescribeNetworkInterfacesCommand,
  {
    unbuilt: ["IncludeManagedResources"],
    needs: (_, ctx) => everywhere("DescribeNetworkInterfaces", ctx),

    async handle({ NetworkInterfaceIds, ...asked }, ctx) {
      const all = await rowsOf(kind, NetworkInterfaceIds, asked, ctx);
      const shown = await Promise.all(all.map((row) => furnished(row, ctx)));
      const found = filtered(shown, asked.Filters, interfaceFilters(ctx));
      const { rows, ...more } = pageOf(
        found,
        ({ row }) => row.networkInterfaceId,
        asked,
      );
      return {
        NetworkInterfaces: rows.map((one) => shownInterface(one, ctx)),
        ...more,
      };
    },
  },
);
