type Claims = Readonly<Record<string, unknown>>;

/** The session tags that a token brings (IAM user guide, "Passing session tags using AssumeRoleWithWebIdentity"). */
export function tagsIn(claims: Claims): {
  tags: { Key: string; Value: string }[];
  transitiveKeys: string[];
} {
  const given = claims["https://aws.amazon.com/tags"];
  if (!isObject(given)) return { tags: [], transitiveKeys: [] };
  const { principal_tags: tags, transitive_tag_keys: keys } = given as {
    principal_tags?: unknown;
    transitive_tag_keys?: unknown;
  };
  return {
    tags: Object.entries(isObject(tags) ? tags : {}).flatMap(
      ([Key, values]: [string, unknown]) => {
        const Value: unknown = Array.isArray(values) ? values[0] : values;
        return typeof Value === "string" ? [{ Key, Value }] : [];
      },
    ),
    transitiveKeys: Array.isArray(keys)
      ? keys.filter((key): key is string => typeof key === "string")
      : [],
  };
}

/** The source identity that a token sets. */
export function sourceIdentityIn(claims: Claims): string | undefined {
  const identity = claims["https://aws.amazon.com/source_identity"];
  return typeof identity === "string" ? identity : undefined;
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);
