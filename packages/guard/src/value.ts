/** A span of numbers or characters, written `r(1,10]` in a rule. */
export interface Range<T> {
  readonly lower: T;
  readonly upper: T;
  readonly includesLower: boolean;
  readonly includesUpper: boolean;
}

/** What a value holds, by its kind. An integer past 2^53 is a bigint, so that no digit is lost. */
export interface Contents {
  null: null;
  string: string;
  regex: string;
  bool: boolean;
  int: number | bigint;
  float: number;
  char: string;
  list: readonly GuardValue[];
  map: ReadonlyMap<string, GuardValue>;
  intRange: Range<number | bigint>;
  floatRange: Range<number>;
  charRange: Range<string>;
}

export type Kind = keyof Contents;

/** The text that a value was read from, for its line and column. */
export interface Source {
  readonly file: string | undefined;
  readonly text: string;
}

interface Place {
  /** The list or map that holds the value. */
  readonly parent: GuardValue | undefined;
  /** Its key in a map, its index in a list. */
  readonly key: string | number | undefined;
  /** Where it starts in its source, in UTF-16 units; -1 for a value that no document holds. */
  readonly at: number;
  /** Where its key starts, for a value in a map. */
  readonly keyAt: number;
  /** Only a document's root knows its source. */
  readonly source: Source | undefined;
  /** A value written in a rule is "literal" where it stands alone; `plain` is it without that. */
  readonly plain: GuardValue | undefined;
}

/** A value of a document or a rule, with its place. */
export type GuardValue = {
  readonly [K in Kind]: Place & {
    readonly kind: K;
    readonly value: Contents[K];
  };
}[Kind];

export type ValueOf<K extends Kind> = Extract<GuardValue, { kind: K }>;

/** Makes a value; all have one shape, which keeps evaluation fast. */
export function valueAt<K extends Kind>(
  kind: K,
  value: Contents[K],
  at: number,
  parent?: GuardValue,
  key?: string | number,
  keyAt = at,
  source?: Source,
): ValueOf<K> {
  return {
    kind,
    value,
    parent,
    key,
    at,
    keyAt,
    source,
    plain: undefined,
  } as unknown as ValueOf<K>;
}

/** Marks a value of a rule as literal: `==` and `in` treat it otherwise than one that a query found. */
export function literal(value: GuardValue): GuardValue {
  return { ...value, plain: value };
}

/** The value itself, where it stood as a literal. */
export function plain(value: GuardValue): GuardValue {
  return value.plain ?? value;
}

/** A map's key as a value of its own. As in cfn-guard, its path is the map's. */
export function keyValue(
  map: GuardValue,
  key: string,
  child: GuardValue,
): ValueOf<"string"> {
  return { ...derived("string", key, map), at: child.keyAt };
}

/** A value computed from another, in the other's place. */
export function derived<K extends Kind>(
  kind: K,
  value: Contents[K],
  from: GuardValue | undefined,
): ValueOf<K> {
  return valueAt(
    kind,
    value,
    from?.at ?? -1,
    from?.parent,
    from?.key,
    from?.keyAt ?? -1,
    from?.source,
  );
}

/** The path of a value from its document's root: `/Resources/Bucket/Properties`. */
export function pathOf(value: GuardValue): string {
  const steps: (string | number)[] = [];
  for (let each = value; each.parent; each = each.parent)
    steps.push(each.key ?? "");
  return steps
    .reverse()
    .map((step) => `/${step}`)
    .join("");
}

/** The source of a value's document, if a document holds it. */
export function sourceOf(value: GuardValue): Source | undefined {
  let root = value;
  while (root.parent) root = root.parent;
  return root.source;
}

const KIND_NAMES: Readonly<Record<Kind, string>> = {
  null: "null",
  string: "String",
  regex: "Regex",
  bool: "bool",
  int: "int",
  float: "float",
  char: "char",
  list: "array",
  map: "map",
  intRange: "range(int, int)",
  floatRange: "range(float, float)",
  charRange: "range(char, char)",
};

/** The kind in cfn-guard's words. */
export function kindName(value: GuardValue): string {
  return KIND_NAMES[value.kind];
}

/**
 * A copy of a value in another place.
 * @param at where all of it counts as standing; where each part stood before, unless told
 */
export function moved(
  value: GuardValue,
  parent: GuardValue | undefined,
  key: string | number | undefined,
  at?: number,
  source?: Source,
): GuardValue {
  const place = [
    at ?? value.at,
    parent,
    key,
    at ?? value.keyAt,
    source,
  ] as const;
  if (value.kind === "list") {
    const members: GuardValue[] = [];
    const list = valueAt("list", members, ...place);
    value.value.forEach((each, index) =>
      members.push(moved(each, list, index, at)),
    );
    return list;
  }
  if (value.kind === "map") {
    const members = new Map<string, GuardValue>();
    const map = valueAt("map", members, ...place);
    for (const [name, each] of value.value)
      members.set(name, moved(each, map, name, at));
    return map;
  }
  return valueAt(value.kind, value.value as never, ...place);
}
