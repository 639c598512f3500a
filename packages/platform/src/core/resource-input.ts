import { isDeepStrictEqual } from "node:util";
import type { Change, Properties } from "./resource-type.ts";

/** The properties of these names that are given, as members of a command's input. */
export function given(
  properties: Properties,
  names: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(
    names.flatMap((name) =>
      properties[name] === undefined ? [] : [[name, properties[name]]],
    ),
  );
}

/**
 * What a change sets anew, as members of a command's input: a property that is no longer given goes back to its rest.
 * @param rests by the names of the properties that may change; undefined for one that then stays as it is
 */
export function changedMembers(
  { before, after }: Change,
  rests: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(rests).flatMap(([name, rest]) => {
      const value = after[name] ?? rest;
      return isDeepStrictEqual(before[name], after[name]) || value === undefined
        ? []
        : [[name, value]];
    }),
  );
}

/** What is in `after` and not in `before`, and the other way round. */
export function difference(
  before: unknown,
  after: unknown,
): { added: string[]; gone: string[] } {
  const [old, wanted] = [before ?? [], after ?? []] as [string[], string[]];
  return {
    added: wanted.filter((one) => !old.includes(one)),
    gone: old.filter((one) => !wanted.includes(one)),
  };
}
