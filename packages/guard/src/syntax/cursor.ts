import type { Clause, Conjunctions } from "./tree.ts";

/** A failure that no other reading of the text can mend. */
export class SyntaxFailure extends Error {
  readonly at: number;
  readonly expected: readonly string[];
  constructor(at: number, expected: readonly string[], message?: string) {
    super(message ?? `Expected ${expected.join(" or ")}`);
    this.at = at;
    this.expected = expected;
  }
}

/** Deeper than any rule that a person writes, and far from the end of the stack. */
const DEEPEST = 128;

/**
 * Walks over the rule text. A reader answers undefined, with the cursor where it was, when its
 * construct is not there; what was expected farthest in the text is what an error tells.
 */
export class Cursor {
  at = 0;
  readonly text: string;
  /** Reads the clauses of a filter: queries hold clauses, and clauses hold queries. */
  readonly filterClauses: (cursor: Cursor) => Conjunctions<Clause>;
  readonly #memo = new Map<string, Map<number, [unknown, number]>>();
  #farthest = 0;
  #expected = new Set<string>();
  #depth = 0;

  constructor(
    text: string,
    filterClauses: (cursor: Cursor) => Conjunctions<Clause>,
  ) {
    this.text = text;
    this.filterClauses = filterClauses;
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  /** Notes what could have stood here. */
  expect(what: string, at = this.at): undefined {
    if (at < this.#farthest) return undefined;
    if (at > this.#farthest) {
      this.#farthest = at;
      this.#expected = new Set();
    }
    this.#expected.add(what);
    return undefined;
  }

  /** The failure at the farthest place that any reading reached. */
  failure(): SyntaxFailure {
    const expected = [...this.#expected];
    return new SyntaxFailure(this.#farthest, expected);
  }

  /** Takes the first of these words that stands here. */
  take<W extends string>(...words: readonly W[]): W | undefined {
    for (const word of words)
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return word;
      }
    return undefined;
  }

  /** Takes the word, or tells that it was expected. */
  takeExpected<W extends string>(word: W, what = `"${word}"`): W | undefined {
    return this.take(word) ?? this.expect(what);
  }

  /** Takes what a sticky pattern matches here. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** White space and comments; true where there was any. */
  space(): boolean {
    const start = this.at;
    this.match(/(?:[ \t\r\n]+|#[^\n]*)*/y);
    return this.at > start;
  }

  /** Blanks and tabs within a line. */
  blanks(): boolean {
    return this.match(/[ \t]+/y) !== undefined;
  }

  /** Reads with a way back: where the reader answers undefined, the cursor returns. */
  attempt<T>(read: () => T | undefined): T | undefined {
    const start = this.at;
    const found = read();
    if (found === undefined) this.at = start;
    return found;
  }

  /** From here on there is one reading only. */
  must<T>(read: () => T | undefined): T {
    const found = this.attempt(read);
    if (found === undefined) throw this.failure();
    return found;
  }

  /** Reads once at each place, however many readings ask: nesting costs no more than length. */
  once<T>(name: string, read: () => T | undefined): T | undefined {
    let places = this.#memo.get(name);
    if (!places) this.#memo.set(name, (places = new Map()));
    const before = places.get(this.at);
    if (before) {
      this.at = before[1];
      return before[0] as T | undefined;
    }
    const start = this.at;
    const found = this.attempt(read);
    places.set(start, [found, this.at]);
    return found;
  }

  /** Bounds how deep constructs may hold one another. */
  nested<T>(read: () => T): T {
    if (this.#depth >= DEEPEST)
      throw new SyntaxFailure(
        this.at,
        [],
        `Nested more than ${DEEPEST} levels deep`,
      );
    this.#depth += 1;
    try {
      return read();
    } finally {
      this.#depth -= 1;
    }
  }
}

/** One or more of something, as nom's separated_list1: a separator with nothing after it is not taken. */
export function separated<T>(
  cursor: Cursor,
  read: () => T | undefined,
  separator: () => unknown,
): T[] {
  const found: T[] = [];
  const first = cursor.attempt(read);
  if (first === undefined) return found;
  found.push(first);
  for (;;) {
    const next = cursor.attempt(() =>
      separator() === undefined ? undefined : read(),
    );
    if (next === undefined) return found;
    found.push(next);
  }
}
