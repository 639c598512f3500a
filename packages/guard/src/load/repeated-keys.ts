import type { Source } from "../value.ts";

/** A key that a map has once before. */
export interface RepeatedKey {
  readonly name: string;
  /** Where it stands again, in UTF-16 units. */
  readonly at: number;
}

const first = new WeakMap<Source, RepeatedKey>();

/** Remembers a repeated key of a source: the first of them. */
export function noteRepeatedKey(
  source: Source,
  name: string,
  at: number,
): void {
  if (!first.has(source)) first.set(source, { name, at });
}

/** The first key of a source that a map has twice. */
export function repeatedKeyOf(source: Source): RepeatedKey | undefined {
  return first.get(source);
}
