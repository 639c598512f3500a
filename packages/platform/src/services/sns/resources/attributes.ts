import type { Properties } from "../../../core/resource-type.ts";

/** Properties as SNS's attributes: texts, documents as JSON. */
export function attributesOf(
  properties: Properties,
  names: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = properties[name];
      return value === undefined ? [] : [[name, text(value)]];
    }),
  );
}

/** The attributes that a change sets; one that is no longer given is set to nothing. */
export function changedAttributes(
  before: Properties,
  after: Properties,
  names: readonly string[],
): readonly (readonly [name: string, value: string])[] {
  const old = attributesOf(before, names);
  const wanted = attributesOf(after, names);
  return names
    .filter((name) => old[name] !== wanted[name])
    .map((name) => [name, wanted[name] ?? ""]);
}

const text = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);
