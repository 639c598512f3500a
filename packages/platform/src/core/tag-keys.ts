import type { Need } from "./operation.ts";

/** Tags as requests bring them: by key, or listed as `{ Key, Value }`. */
export type GivenTags =
  | Readonly<Record<string, string | undefined>>
  | readonly {
      readonly Key?: string | undefined;
      readonly Value?: string | undefined;
    }[];

/** The condition keys of tags that a request brings: `aws:TagKeys` and `aws:RequestTag/…`; none where it brings none. */
export function requestTagKeys(
  given: GivenTags | undefined,
): NonNullable<Need["keys"]> {
  const tags = entriesOf(given ?? {});
  if (tags.length === 0) return {};
  return {
    "aws:TagKeys": tags.map(([key]) => key),
    ...prefixed("aws:RequestTag", tags),
  };
}

/** The condition keys of the tags of what a request is about; services have names of their own besides `aws:ResourceTag`. */
export function resourceTagKeys(
  tags: GivenTags | undefined,
  prefix = "aws:ResourceTag",
): Readonly<Record<string, string | undefined>> {
  return prefixed(prefix, entriesOf(tags ?? {}));
}

type Entry = readonly [key: string, value: string | undefined];

function entriesOf(tags: GivenTags): readonly Entry[] {
  return Array.isArray(tags)
    ? tags.map(({ Key = "", Value }): Entry => [Key, Value])
    : Object.entries(tags);
}

function prefixed(
  prefix: string,
  tags: readonly Entry[],
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    tags.map(([key, value]) => [`${prefix}/${key}`, value]),
  );
}
