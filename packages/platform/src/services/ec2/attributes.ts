import { fault } from "../../core/errors.ts";
import type { Need } from "../../core/operation.ts";

/** `ec2:Attribute` and `ec2:Attribute/Name` of a request that changes attributes, each given as itself or as `{ Value }`. */
export function attributeKeys(
  changes: Readonly<Record<string, unknown>>,
): NonNullable<Need["keys"]> {
  const given = Object.entries(changes).flatMap(([name, change]) => {
    const value = valueOf(change);
    return value === undefined || name === "DryRun"
      ? []
      : [[name, value] as const];
  });
  if (given.length === 0) return {};
  return {
    "ec2:Attribute": given.map(([name]) => name),
    ...Object.fromEntries(
      given.map(([name, value]) => [`ec2:Attribute/${name}`, value]),
    ),
  };
}

/** @throws Fault NotImplemented for attributes that can be off only */
export function refuseTrue(
  changes: Readonly<Record<string, unknown>>,
  names: readonly string[],
): void {
  for (const name of names)
    if (valueOf(changes[name]) === "true")
      throw fault("NotImplemented", `${name} is not built.`, 501);
}

function valueOf(change: unknown): string | undefined {
  const value =
    typeof change === "object" && change !== null && "Value" in change
      ? change.Value
      : change;
  return typeof value === "boolean" || typeof value === "string"
    ? String(value)
    : undefined;
}
