/** Finds patterns by the literal text they start with: a text can only match those whose start it shares. */
export interface PrefixIndex<T> {
  readonly add: (pattern: string, item: T) => void;
  /** Appends every item whose pattern may match the text, and possibly others. */
  readonly collect: (text: string, into: T[]) => void;
}

/** An empty index of patterns with `*`, `?` and `$`; items added twice in a row under one start are kept once. */
export function prefixIndex<T>(): PrefixIndex<T> {
  const whole = new Map<string, T[]>();
  const starts: { length: number; shelf: Map<string, T[]> }[] = [];
  return {
    add(pattern, item) {
      const length = pattern.search(/[*?$]/);
      if (length < 0) return put(whole, pattern, item);
      let start = starts.find((s) => s.length === length);
      if (!start) starts.push((start = { length, shelf: new Map() }));
      put(start.shelf, pattern.slice(0, length), item);
    },
    collect(text, into) {
      append(whole.get(text), into);
      for (const { length, shelf } of starts)
        if (length <= text.length)
          append(shelf.get(length ? text.slice(0, length) : ""), into);
    },
  };
}

function put<T>(shelf: Map<string, T[]>, key: string, item: T): void {
  const list = shelf.get(key);
  if (!list) shelf.set(key, [item]);
  else if (list.at(-1) !== item) list.push(item);
}

function append<T>(items: readonly T[] | undefined, into: T[]): void {
  if (items) for (const item of items) into.push(item);
}
