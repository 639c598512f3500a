import type { StackSetRow } from "./tables.ts";
import type { RequestedTargets } from "./targets.ts";

/** A set that remembers which units' accounts get its stack in which Regions, those that join later too. */
export function withUnits(
  set: StackSetRow,
  { DeploymentTargets, Regions = [] }: RequestedTargets,
  how: "with" | "without",
): StackSetRow {
  const { OrganizationalUnitIds: named = [], AccountFilterType: filter } =
    DeploymentTargets ?? {};
  // Who names accounts besides means these, not the unit.
  if (named.length === 0 || (filter ?? "NONE") !== "NONE") return set;
  const units = { ...set.units };
  for (const id of named) {
    const others = (units[id] ?? []).filter((one) => !Regions.includes(one));
    const regions = how === "with" ? [...others, ...Regions] : others;
    if (regions.length > 0) units[id] = regions;
    else delete units[id];
  }
  return { ...set, units };
}
