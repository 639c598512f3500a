import { DescribeAvailabilityZonesCommand } from "@aws-sdk/client-ec2";
import { fault } from "../../../core/errors.ts";
import { filtered, type Filters } from "../describe.ts";
import { everywhere } from "../kind.ts";
import { ec2Operation } from "../operation.ts";
import { zoneId, zonesOf } from "../zones.ts";

export const DescribeAvailabilityZones = ec2Operation(
  DescribeAvailabilityZonesCommand,
  {
    needs: (_, ctx) => everywhere("DescribeAvailabilityZones", ctx),

    async handle({ ZoneNames = [], ZoneIds = [], Filters: asked }, ctx) {
      const { region } = ctx;
      const all = zonesOf(region).map((name) => ({ name, id: zoneId(name) }));
      const unknown =
        ZoneNames.find((name) => !all.some((zone) => zone.name === name)) ??
        ZoneIds.find((id) => !all.some((zone) => zone.id === id));
      if (unknown !== undefined)
        throw fault(
          "InvalidParameterValue",
          `Invalid availability zone: [${unknown}]`,
          400,
        );
      const named = all.filter(
        ({ name, id }) =>
          (ZoneNames.length === 0 || ZoneNames.includes(name)) &&
          (ZoneIds.length === 0 || ZoneIds.includes(id)),
      );
      return {
        AvailabilityZones: filtered(named, asked, filtersIn(region)).map(
          ({ name, id }) => ({
            ZoneName: name,
            ZoneId: id,
            RegionName: region,
            GroupName: `${region}-zg-1`,
            NetworkBorderGroup: region,
            ZoneType: "availability-zone",
            OptInStatus: "opt-in-not-required" as const,
            State: "available" as const,
            Messages: [],
          }),
        ),
      };
    },
  },
);

const filtersIn = (
  region: string,
): Filters<{ readonly name: string; readonly id: string }> => ({
  "group-name": () => [`${region}-zg-1`],
  "opt-in-status": () => ["opt-in-not-required"],
  "region-name": () => [region],
  state: () => ["available"],
  "zone-id": ({ id }) => [id],
  "zone-name": ({ name }) => [name],
  "zone-type": () => ["availability-zone"],
});
