import type { Tagged } from "../../core/network/tables.ts";
import { table } from "../../core/table.ts";

/** The Region's own set of DHCP options: every network has it. */
export interface DhcpOptionsRow extends Tagged {
  readonly dhcpOptionsId: string;
}

export const dhcpOptions = table<DhcpOptionsRow>()({
  name: "ec2.dhcpOptions",
  scope: "region",
  key: ({ dhcpOptionsId }) => [dhcpOptionsId],
});

/** The domain that names of a Region's private addresses end in. */
export function regionDomain(region: string): string {
  return region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`;
}

/** As `ip-10-0-0-4.ec2.internal`. */
export function privateDnsName(address: string, region: string): string {
  return `ip-${address.replaceAll(".", "-")}.${regionDomain(region)}`;
}
