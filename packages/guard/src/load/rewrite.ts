import { moved, valueAt, type GuardValue } from "../value.ts";
import { documentOf, type GuardDocument } from "./document.ts";

/** What becomes of a value: it stays, other plain values stand in its place, or it goes. */
export type Rewriting =
  | { readonly keep: true }
  | { readonly instead: unknown }
  | { readonly remove: true };

/**
 * A copy of a document in which some values are replaced. Each is asked about before what it holds;
 * what stands in a value's place counts as standing where that value stood.
 */
export function rewritten(
  document: GuardDocument,
  rewrite: (value: GuardValue) => Rewriting,
): GuardDocument {
  const { source } = document.root;
  const copy = (
    value: GuardValue,
    parent: GuardValue | undefined,
    key: string | number | undefined,
  ): GuardValue | undefined => {
    const rewriting = rewrite(value);
    if ("remove" in rewriting) return undefined;
    const root = parent ? undefined : source;
    if ("instead" in rewriting) {
      const { root: other } = documentOf(rewriting.instead);
      return {
        ...moved(other, parent, key, value.at, root),
        keyAt: value.keyAt,
      };
    }
    const place = [value.at, parent, key, value.keyAt, root] as const;
    if (value.kind === "list") {
      const members: GuardValue[] = [];
      const list = valueAt("list", members, ...place);
      for (const each of value.value) {
        const member = copy(each, list, members.length);
        if (member) members.push(member);
      }
      return list;
    }
    if (value.kind === "map") {
      const members = new Map<string, GuardValue>();
      const map = valueAt("map", members, ...place);
      for (const [name, each] of value.value) {
        const member = copy(each, map, name);
        if (member) members.set(name, member);
      }
      return map;
    }
    return valueAt(value.kind, value.value as never, ...place);
  };
  const root = copy(document.root, undefined, undefined);
  return root ? { ...document, root } : document;
}
