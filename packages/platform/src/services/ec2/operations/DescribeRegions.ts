import { DescribeRegionsCommand } from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { filtered, type Filters } from "../describe.ts";
import { everywhere } from "../kind.ts";
import { ec2Operation } from "../operation.ts";
import { REGIONS } from "../zones.ts";

export const DescribeRegions = ec2Operation(DescribeRegionsCommand, {
  needs: (_, ctx) => everywhere("DescribeRegions", ctx),

  async handle({ RegionNames = [], Filters: asked }) {
    const unknown = RegionNames.find((name) => !REGIONS.includes(name));
    if (unknown !== undefined)
      throw fault(
        "InvalidParameterValue",
        `Invalid region provided: ${unknown}`,
        400,
      );
    const named = RegionNames.length === 0 ? REGIONS : RegionNames;
    return {
      Regions: filtered(named, asked, FILTERS).map((RegionName) => ({
        RegionName,
        Endpoint: endpointOf(RegionName),
        OptInStatus: "opt-in-not-required",
      })),
    };
  },
});

const endpointOf = (region: string): string => `ec2.${region}.amazonaws.com`;

const FILTERS: Filters<string> = {
  endpoint: (region) => [endpointOf(region)],
  "opt-in-status": () => ["opt-in-not-required"],
  "region-name": (region) => [region],
};
