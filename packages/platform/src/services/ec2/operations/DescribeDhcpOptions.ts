import { DescribeDhcpOptionsCommand } from "@aws-sdk/client-ec2";
import { describe, type Filters } from "../describe.ts";
import { regionDomain, type DhcpOptionsRow } from "../dhcp-options.ts";
import { everywhere } from "../kind.ts";
import { dhcpOptionsSet as kind } from "../kinds.ts";
import { ec2Operation } from "../operation.ts";
import { tagList } from "../tags.ts";

export const DescribeDhcpOptions = ec2Operation(DescribeDhcpOptionsCommand, {
  needs: (_, ctx) => everywhere("DescribeDhcpOptions", ctx),

  async handle(asked, ctx) {
    const options = {
      "domain-name": regionDomain(ctx.region),
      "domain-name-servers": "AmazonProvidedDNS",
    };
    const filters: Filters<DhcpOptionsRow> = {
      "dhcp-options-id": ({ dhcpOptionsId }) => [dhcpOptionsId],
      key: () => Object.keys(options),
      "owner-id": () => [ctx.accountId],
      value: () => Object.values(options),
    };
    const { rows, ...more } = await describe(
      kind,
      { ids: asked.DhcpOptionsIds, asked, filters },
      ctx,
    );
    return {
      DhcpOptions: rows.map(({ dhcpOptionsId, tags }) => ({
        DhcpOptionsId: dhcpOptionsId,
        OwnerId: ctx.accountId,
        DhcpConfigurations: Object.entries(options).map(([Key, Value]) => ({
          Key,
          Values: [{ Value }],
        })),
        Tags: tagList(tags),
      })),
      ...more,
    };
  },
});
