/** Members whose own members are a user's names, which stay as they are. */
const USERS_OWN = new Set([
  "AssumeRolePolicyDocument",
  "PolicyDocument",
  "Tags",
  "Variables",
]);

/** Renames members as the AWS SDK for Java would: `MemorySize` becomes `memorySize`, `KmsKeyArn` `kmskeyArn` by `names`. */
export function camelCased(
  value: unknown,
  names: Readonly<Record<string, string>> = {},
): unknown {
  if (Array.isArray(value)) return value.map((item) => camelCased(item, names));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      names[name] ?? lowerFirst(name),
      USERS_OWN.has(name) ? member : camelCased(member, names),
    ]),
  );
}

/** A name's leading capitals become small, but for the one that begins the next word. */
function lowerFirst(name: string): string {
  return name.replace(/^[A-Z]+(?=[A-Z][a-z]|$)|^[A-Z]/, (capitals) =>
    capitals.toLowerCase(),
  );
}
