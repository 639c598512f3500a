import { valueAt, type GuardValue, type Source } from "../value.ts";
import { LoadFailure, Meter } from "./limits.ts";
import { noteRepeatedKey } from "./repeated-keys.ts";
import { readInteger } from "./scalars.ts";

/**
 * Reads strict JSON (RFC 8259) with the place of every value. A repeated key has its last value.
 * @throws LoadFailure where the text is not JSON or past the limits.
 */
export function loadJson(source: Source): GuardValue {
  return new JsonReader(source).document();
}

const QUOTE = 34;
const BACKSLASH = 92;

class JsonReader {
  readonly #source: Source;
  readonly #text: string;
  readonly #meter = new Meter();
  #at = 0;

  constructor(source: Source) {
    this.#source = source;
    this.#text = source.text;
    if (this.#text.charCodeAt(0) === 0xfeff) this.#at = 1;
  }

  document(): GuardValue {
    const root = this.#value(undefined, undefined, 0, this.#source);
    this.#space();
    if (this.#at < this.#text.length)
      throw this.#unexpected("the end of the document");
    return root;
  }

  #value(
    parent: GuardValue | undefined,
    key: string | number | undefined,
    keyAt: number,
    source?: Source,
  ): GuardValue {
    this.#space();
    const at = this.#at;
    this.#meter.value(at);
    const place = [
      at,
      parent,
      key,
      key === undefined ? at : keyAt,
      source,
    ] as const;
    switch (this.#text.charCodeAt(at)) {
      case QUOTE:
        return valueAt("string", this.#string(), ...place);
      case 123:
        return this.#map(...place);
      case 91:
        return this.#list(...place);
      case 116:
        this.#word("true");
        return valueAt("bool", true, ...place);
      case 102:
        this.#word("false");
        return valueAt("bool", false, ...place);
      case 110:
        this.#word("null");
        return valueAt("null", null, ...place);
      default:
        return this.#number(...place);
    }
  }

  #map(
    at: number,
    parent: GuardValue | undefined,
    key: string | number | undefined,
    keyAt: number,
    source: Source | undefined,
  ): GuardValue {
    const members = new Map<string, GuardValue>();
    const map = valueAt("map", members, at, parent, key, keyAt, source);
    this.#meter.enter(at);
    this.#at += 1;
    this.#space();
    if (this.#take(125)) return this.#left(map);
    for (;;) {
      this.#space();
      const nameAt = this.#at;
      if (this.#text.charCodeAt(nameAt) !== QUOTE)
        throw this.#unexpected("a key in quotes");
      const name = this.#string();
      this.#space();
      if (!this.#take(58)) throw this.#unexpected('":"');
      if (members.has(name)) noteRepeatedKey(this.#source, name, nameAt);
      members.set(name, this.#value(map, name, nameAt));
      this.#space();
      if (this.#take(125)) return this.#left(map);
      if (!this.#take(44)) throw this.#unexpected('"," or "}"');
    }
  }

  #list(
    at: number,
    parent: GuardValue | undefined,
    key: string | number | undefined,
    keyAt: number,
    source: Source | undefined,
  ): GuardValue {
    const members: GuardValue[] = [];
    const list = valueAt("list", members, at, parent, key, keyAt, source);
    this.#meter.enter(at);
    this.#at += 1;
    this.#space();
    if (this.#take(93)) return this.#left(list);
    for (;;) {
      this.#space();
      members.push(this.#value(list, members.length, this.#at));
      this.#space();
      if (this.#take(93)) return this.#left(list);
      if (!this.#take(44)) throw this.#unexpected('"," or "]"');
    }
  }

  #left(value: GuardValue): GuardValue {
    this.#meter.leave();
    return value;
  }

  #string(): string {
    const text = this.#text;
    const start = this.#at + 1;
    for (let at = start; ; at += 1) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.#at = at + 1;
        return text.slice(start, at);
      }
      if (code === BACKSLASH) return this.#escapedString(start);
      if (!(code >= 32)) {
        this.#at = at;
        throw this.#unexpected("the rest of a string");
      }
    }
  }

  #escapedString(start: number): string {
    // eslint-disable-next-line no-control-regex -- JSON forbids control characters in strings
    const ends = /(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;
    ends.lastIndex = start;
    const inner = ends.exec(this.#text)?.[0] ?? "";
    this.#at = start + inner.length;
    if (!this.#take(QUOTE))
      throw this.#unexpected("an escape or the rest of a string");
    return JSON.parse(`"${inner}"`) as string;
  }

  #number(
    at: number,
    parent: GuardValue | undefined,
    key: string | number | undefined,
    keyAt: number,
    source: Source | undefined,
  ): GuardValue {
    const shape = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
    shape.lastIndex = at;
    const found = shape.exec(this.#text);
    if (!found) throw this.#unexpected("a value");
    this.#at += found[0].length;
    const whole = found[1] === undefined && found[2] === undefined;
    const int = whole ? readInteger(found[0]) : undefined;
    return int === undefined
      ? valueAt("float", Number(found[0]), at, parent, key, keyAt, source)
      : valueAt("int", int, at, parent, key, keyAt, source);
  }

  #word(word: string): void {
    if (!this.#text.startsWith(word, this.#at))
      throw this.#unexpected("a value");
    this.#at += word.length;
  }

  #take(code: number): boolean {
    if (this.#text.charCodeAt(this.#at) !== code) return false;
    this.#at += 1;
    return true;
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
      this.#at += 1;
    }
  }

  #unexpected(wanted: string): LoadFailure {
    const found =
      this.#at >= this.#text.length
        ? "the end of the document"
        : JSON.stringify(
            String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0),
          );
    return new LoadFailure(`Expected ${wanted} but found ${found}`, this.#at);
  }
}
