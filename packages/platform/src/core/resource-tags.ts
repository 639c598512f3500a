import type { Change } from "./resource-type.ts";

/** Tags as most resource types have them. */
export interface ResourceTag {
  readonly Key: string;
  readonly Value: string;
}

/** Tags by their keys, as Lambda and Signer take them. */
export function tagMap(tags: unknown): Record<string, string> {
  return Object.fromEntries(
    ((tags ?? []) as Partial<ResourceTag>[]).map(({ Key = "", Value = "" }) => [
      Key,
      Value,
    ]),
  );
}

/** Tags as a property; none where there are none. */
export function tagProperty(
  tags: Readonly<Record<string, string>> | undefined,
): { Tags?: ResourceTag[] } {
  const list = Object.entries(tags ?? {}).map(([Key, Value]) => ({
    Key,
    Value,
  }));
  return list.length > 0 ? { Tags: list } : {};
}

/** Gives a resource the tags that a change wants, by its service's own calls; none is made for nothing. */
export async function changeTags(
  { before, after }: Change,
  {
    untag,
    tag,
  }: {
    readonly untag: (keys: string[]) => Promise<unknown>;
    readonly tag: (tags: Record<string, string>) => Promise<unknown>;
  },
): Promise<void> {
  const { set, gone } = changedTags(before["Tags"], after["Tags"]);
  if (gone.length > 0) await untag(gone);
  if (Object.keys(set).length > 0) await tag(set);
}

/** What a change does to tags: those to be set, and the keys to be taken away. */
export function changedTags(
  before: unknown,
  after: unknown,
): { set: Record<string, string>; gone: string[] } {
  const [old, wanted] = [tagMap(before), tagMap(after)];
  return {
    set: Object.fromEntries(
      Object.entries(wanted).filter(([key, value]) => old[key] !== value),
    ),
    gone: Object.keys(old).filter((key) => !Object.hasOwn(wanted, key)),
  };
}
