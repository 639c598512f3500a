/** Where a character stands: lines count from 1, columns and offsets from 0, as AWS counts them in findings. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** Where a value stands in its text; `end` is the position behind its last character. */
export interface Span {
  readonly start: Position;
  readonly end: Position;
}

/** Object keys and array indexes that lead from the document to a value. */
export type JsonPath = readonly (string | number)[];

interface Located {
  readonly path: JsonPath;
  readonly span: Span;
}

/** A JSON value that knows where it was written. */
export type LocatedJson = Located &
  (
    | { readonly kind: "object"; readonly members: readonly LocatedMember[] }
    | { readonly kind: "array"; readonly items: readonly LocatedJson[] }
    | { readonly kind: "string"; readonly value: string }
    | { readonly kind: "number"; readonly value: number }
    | { readonly kind: "boolean"; readonly value: boolean }
    | { readonly kind: "null" }
  );

/** A member of an object; a key may stand twice, which `JSON.parse` would hide. */
export interface LocatedMember {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: LocatedJson;
}

/** The located value, or the place at which the text stops being JSON. */
export type LocatedResult =
  | { readonly ok: true; readonly value: LocatedJson }
  | { readonly ok: false; readonly at: Position };

/** Deeper nesting is no policy, and would only serve to exhaust the stack. */
const DEEPEST = 64;

/** Reads JSON (RFC 8259) and notes where each value stands. Never throws. */
export function readLocatedJson(text: string): LocatedResult {
  const reader = new Reader(text);
  try {
    const value = reader.value([]);
    reader.space();
    return reader.at === text.length
      ? { ok: true, value }
      : { ok: false, at: reader.position(reader.at) };
  } catch (error) {
    if (error instanceof NotJson)
      return { ok: false, at: reader.position(error.offset) };
    throw error;
  }
}

class NotJson extends Error {
  readonly offset: number;
  constructor(offset: number) {
    super("The text is not JSON.");
    this.offset = offset;
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
// oxlint-disable-next-line no-control-regex -- JSON forbids them inside strings
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

class Reader {
  readonly #text: string;
  readonly #lines: readonly number[];
  at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#lines = [
      0,
      ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1),
    ];
  }

  position(offset: number): Position {
    const line = lastAtMost(this.#lines, offset);
    return { line: line + 1, column: offset - this.#lines[line]!, offset };
  }

  space(): void {
    while (" \t\r\n".includes(this.#text[this.at] ?? "x")) this.at += 1;
  }

  value(path: JsonPath): LocatedJson {
    this.space();
    if (path.length > DEEPEST) throw new NotJson(this.at);
    const start = this.at;
    const read = this.#read(path);
    return { ...read, path, span: this.#span(start) };
  }

  #read(path: JsonPath) {
    const first = this.#text[this.at];
    if (first === "{") return this.#object(path);
    if (first === "[") return this.#array(path);
    if (first === '"')
      return { kind: "string", value: this.#string() } as const;
    const word = this.#take(WORD);
    if (word === "null") return { kind: "null" } as const;
    if (word !== undefined)
      return { kind: "boolean", value: word === "true" } as const;
    const number = this.#take(NUMBER);
    if (number === undefined) throw new NotJson(this.at);
    return { kind: "number", value: Number(number) } as const;
  }

  #object(path: JsonPath) {
    const members: LocatedMember[] = [];
    this.#each("}", () => {
      const start = this.at;
      const key = this.#string();
      const keySpan = this.#span(start);
      this.space();
      this.#expect(":");
      members.push({ key, keySpan, value: this.value([...path, key]) });
    });
    return { kind: "object", members } as const;
  }

  #array(path: JsonPath) {
    const items: LocatedJson[] = [];
    this.#each("]", () => items.push(this.value([...path, items.length])));
    return { kind: "array", items } as const;
  }

  /** What stands between an opening bracket and `close`, separated by commas. */
  #each(close: string, read: () => void): void {
    this.at += 1;
    this.space();
    if (this.#text[this.at] === close) {
      this.at += 1;
      return;
    }
    for (;;) {
      this.space();
      read();
      this.space();
      if (this.#text[this.at] === close) break;
      this.#expect(",");
    }
    this.at += 1;
  }

  #string(): string {
    const written = this.#take(STRING);
    if (written === undefined) throw new NotJson(this.at);
    return JSON.parse(written) as string;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const [found] = pattern.exec(this.#text) ?? [];
    this.at += found?.length ?? 0;
    return found;
  }

  #expect(char: string): void {
    if (this.#text[this.at] !== char) throw new NotJson(this.at);
    this.at += 1;
  }

  #span(start: number): Span {
    return { start: this.position(start), end: this.position(this.at) };
  }
}

/** The index of the last number that is not above `limit`; the first is 0. */
function lastAtMost(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (sorted[middle]! <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
