import { numberOf } from "../../function-rows.ts";
import type { AliasRow } from "../../tables.ts";
import type { ProvisionedRow } from "../tables.ts";

/** How many environments one version is to have, and on whose account. */
export interface Share {
  readonly version: number;
  readonly qualifier: string;
  readonly count: number;
}

/**
 * Spreads what is set for a function over its versions: an alias with weights has its environments of either
 * version by its weight, every version at least one.
 */
export function sharesOf(
  rows: readonly ProvisionedRow[],
  aliases: readonly AliasRow[],
): readonly Share[] {
  return rows.flatMap(({ qualifier, requested }) => {
    const version = numberOf(qualifier);
    if (version !== undefined)
      return [{ version, qualifier, count: requested }];
    const alias = aliases.find(({ name }) => name === qualifier);
    return alias ? sharesOfAlias(alias, requested) : [];
  });
}

function sharesOfAlias(alias: AliasRow, requested: number): readonly Share[] {
  const { name: qualifier, functionVersion, routing } = alias;
  const [additional] = Object.entries(routing?.AdditionalVersionWeights ?? {});
  const main = numberOf(functionVersion);
  const [other, weight = 0] = additional ?? [];
  const second = other === undefined ? undefined : numberOf(other);
  const rest = requested - Math.round(requested * weight);
  return [
    ...(main === undefined || weight === 1
      ? []
      : [{ version: main, qualifier, count: Math.max(1, rest) }]),
    ...(second === undefined || weight === 0
      ? []
      : [
          {
            version: second,
            qualifier,
            count: Math.max(1, requested - rest),
          },
        ]),
  ];
}

/** The environments of each version together. */
export function countsOf(shares: readonly Share[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { version, count } of shares)
    counts.set(version, (counts.get(version) ?? 0) + count);
  return counts;
}
