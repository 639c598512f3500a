/** What a template is made of: what JSON can say. */
export type Value =
  | string
  | number
  | boolean
  | null
  | readonly Value[]
  | { readonly [name: string]: Value };

export type ObjectValue = { readonly [name: string]: Value };

export function isObject(value: Value | undefined): value is ObjectValue {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** A string, or what CloudFormation takes for one: numbers and booleans. */
export function asText(value: Value | undefined): string | undefined {
  return typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : undefined;
}

/** The only member of an object with one member. */
export function onlyMember(
  value: Value,
): readonly [name: string, operand: Value] | undefined {
  if (!isObject(value)) return undefined;
  const names = Object.keys(value);
  const [name] = names;
  return names.length === 1 && name !== undefined
    ? [name, value[name] ?? null]
    : undefined;
}
