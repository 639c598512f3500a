import { fault } from "../../core/errors.ts";

/** The Regions that every account has, and the letters of their Availability Zones where there are not three. */
export const REGIONS: readonly string[] = [
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ca-central-1",
  "eu-central-1",
  "eu-north-1",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2",
];

const LETTERS: Readonly<Record<string, string>> = {
  "us-east-1": "abcdef",
  "us-west-2": "abcd",
};

/** The Availability Zones of a Region, as `us-east-1a`. */
export function zonesOf(region: string): readonly string[] {
  return (LETTERS[region] ?? "abc").split("").map((letter) => region + letter);
}

/** As `use1-az1` for `us-east-1a`; here the letters are numbered alike in every account. */
export function zoneId(zone: string): string {
  const [, area = "", side = "", number = "", letter = "a"] =
    /^([a-z]{2}(?:-gov)?)-([a-z]+)-(\d)([a-z])$/.exec(zone) ?? [];
  const short = side.replaceAll(/(north|south|east|west|central)/g, initial);
  const order = letter.charCodeAt(0) - "a".charCodeAt(0) + 1;
  return `${area.replace("-gov", "g")}${short}${number}-az${order}`;
}

const initial = (word: string): string => word.slice(0, 1);

/**
 * The Availability Zone that a request asks for by its name or id; the first of the Region where it asks for none.
 * @throws Fault InvalidParameterValue
 */
export function chosenZone(
  region: string,
  {
    AvailabilityZone: name,
    AvailabilityZoneId: id,
  }: {
    AvailabilityZone?: string | undefined;
    AvailabilityZoneId?: string | undefined;
  },
): string {
  const zones = zonesOf(region);
  const zone =
    id === undefined || id === ""
      ? name === undefined || name === ""
        ? zones[0]
        : zones.find((one) => one === name)
      : zones.find((one) => zoneId(one) === id);
  if (zone === undefined)
    throw fault(
      "InvalidParameterValue",
      `Value (${id ?? name ?? ""}) for parameter availabilityZone${id === undefined ? "" : "Id"} is invalid. Subnets can currently only be created in the following availability zones: ${zones.join(", ")}.`,
      400,
    );
  return zone;
}
