import {
  valueAt,
  type Contents,
  type GuardValue,
  type Kind,
  type Source,
} from "../value.ts";
import { Meter } from "./limits.ts";
import { noteRepeatedKey } from "./repeated-keys.ts";
import { plainScalar, type Dialect } from "./scalars.ts";
import { longForm } from "./short-forms.ts";

/**
 * Reads the YAML that templates are mostly written in, ten times as fast as a general reader: block
 * maps and lists, scalars and flow collections on one line, literal blocks, short tags. Undefined
 * where a document goes beyond that (anchors, scalars over several lines, …), or where it is wrong:
 * then the general reader has it.
 * @throws LoadFailure past the limits.
 */
export function loadQuickYaml(
  source: Source,
  dialect: Dialect,
): GuardValue | undefined {
  try {
    return new QuickReader(source, dialect).document();
  } catch (error) {
    if (error instanceof Beyond) return undefined;
    throw error;
  }
}

/** Thrown where a document goes beyond what is read here. */
class Beyond extends Error {}

interface Place {
  readonly parent: GuardValue | undefined;
  readonly key: string | number | undefined;
  readonly keyAt: number;
}

const END = /(?:[ \t]+#[^\n]*|[ \t]*)(?:\r?\n|$)/y;
const BLANK_LINES = /(?:[ \t]*(?:#[^\n]*)?\r?\n)*/y;
/** A key that is written plainly, up to its colon. */
const PLAIN_KEY =
  /[^\s\-?:,[\]{}#&*!|>'"%@`](?:[^\n\r:#]|:(?![ \r\n]|$)|(?<![ \t])#)*?(?=[ ]*:(?:[ \r\n]|$))/y;
const PLAIN =
  /(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|[-?:](?=[^\s]))(?:[^\n\r:#]|:(?![ \t\r\n]|$)|(?<![ \t])#)*/y;
const FLOW_PLAIN =
  /(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|-(?=[^\s,[\]{}]))(?:[^\n\r:#,[\]{}]|:(?![ \t\r\n,[\]{}]|$))*/y;
const SINGLE = /'(?:[^'\n]|'')*'/y;
const DOUBLE =
  /"(?:[^"\\\n]|\\[0abtnvfre "/\\]|\\x[0-9a-fA-F]{2}|\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4})*"/y;
const TAG = /!([A-Za-z0-9]+)(?=[ \r\n]|$)/y;
const BLOCK_HEADER = /[|>][+-]?(?=[ \t]*(?:\r?\n|$))/y;

class QuickReader {
  readonly #source: Source;
  readonly #text: string;
  readonly #dialect: Dialect;
  readonly #meter = new Meter();
  #at = 0;
  /** The column of the content at hand, -1 at the end. */
  #indent = -1;

  constructor(source: Source, dialect: Dialect) {
    this.#source = source;
    this.#text = source.text;
    this.#dialect = dialect;
    if (this.#text.charCodeAt(0) === 0xfeff) this.#at = 1;
  }

  document(): GuardValue {
    this.#nextLine();
    if (this.#text.startsWith("---", this.#at) && this.#indent === 0) {
      this.#at += 3;
      this.#endOfLine();
      this.#nextLine();
    }
    if (this.#indent < 0) throw new Beyond();
    const root = this.#block(this.#indent, -1, {
      parent: undefined,
      key: undefined,
      keyAt: 0,
    });
    if (this.#indent >= 0) throw new Beyond();
    return root;
  }

  /** What starts here, in a column: a list, a map, or a scalar on this line. */
  #block(column: number, outer: number, place: Place): GuardValue {
    this.#meter.value(this.#at);
    if (this.#isDash()) return this.#list(column, place);
    if (this.#text.startsWith("---", this.#at) && column === 0)
      throw new Beyond();
    const key = this.#keyAhead();
    return key === undefined
      ? this.#inline(outer, place)
      : this.#map(column, key, place);
  }

  #list(column: number, place: Place): GuardValue {
    const members: GuardValue[] = [];
    const list = this.#make("list", members, this.#at, place);
    this.#meter.enter(this.#at);
    while (this.#indent === column && this.#isDash()) {
      const dash = this.#at;
      this.#at += 1;
      const blanks = this.#match(/ */y)?.length ?? 0;
      if (this.#text[this.#at] === "\t") throw new Beyond();
      const at = { parent: list, key: members.length, keyAt: this.#at };
      if (this.#atEnd()) {
        this.#nextLine();
        members.push(
          this.#indent > column
            ? this.#block(this.#indent, column, { ...at, keyAt: this.#at })
            : this.#empty(dash + 1, at),
        );
      } else {
        this.#indent = column + 1 + blanks;
        members.push(this.#block(this.#indent, column, at));
      }
      if (this.#indent > column) throw new Beyond();
    }
    this.#meter.leave();
    return list;
  }

  #map(column: number, firstKey: string, place: Place): GuardValue {
    const members = new Map<string, GuardValue>();
    const map = this.#make("map", members, this.#at, place);
    this.#meter.enter(this.#at);
    for (let key: string | undefined = firstKey; key !== undefined;) {
      const keyAt = this.#at;
      this.#takeKey(key);
      if (members.has(key)) {
        if (this.#dialect === "test") throw new Beyond();
        noteRepeatedKey(this.#source, key, keyAt);
      }
      members.set(key, this.#valueOfKey(column, { parent: map, key, keyAt }));
      if (this.#indent > column) throw new Beyond();
      if (this.#indent < column) break;
      key = this.#keyAhead();
      if (key === undefined) throw new Beyond();
    }
    this.#meter.leave();
    return map;
  }

  #valueOfKey(column: number, place: Place): GuardValue {
    const colon = this.#at;
    this.#match(/ */y);
    if (this.#text[this.#at] === "\t") throw new Beyond();
    if (!this.#atEnd()) {
      this.#meter.value(this.#at);
      return this.#inline(column, place);
    }
    this.#nextLine();
    const nested =
      this.#indent > column || (this.#indent === column && this.#isDash());
    return nested
      ? this.#block(this.#indent, column, place)
      : this.#empty(colon, place);
  }

  /** A value that starts behind a key or a dash, or stands alone; afterwards the next line is at hand. */
  #inline(outer: number, place: Place): GuardValue {
    const at = this.#at;
    TAG.lastIndex = at;
    const tag = this.#text[at] === "!" ? TAG.exec(this.#text)?.[0] : undefined;
    if (tag === undefined) return this.#untagged(outer, at, place, undefined);
    this.#at += tag.length;
    this.#match(/ */y);
    return this.#tagged(tag, outer, at, place);
  }

  #tagged(tag: string, outer: number, at: number, place: Place): GuardValue {
    const ends = this.#atEnd();
    if (ends) this.#nextLine();
    if (ends && this.#indent <= outer) throw new Beyond();
    const isList = ends ? this.#isDash() : this.#text[this.#at] === "[";
    const isMap = ends
      ? this.#keyAhead() !== undefined
      : this.#text[this.#at] === "{";
    const before =
      this.#dialect === "test"
        ? "anything"
        : isList
          ? "list"
          : isMap
            ? undefined
            : "scalar";
    const long = before && longForm(tag, before);
    if (ends && !isList && !isMap) throw new Beyond();
    const value = (inner: Place): GuardValue =>
      ends
        ? this.#block(this.#indent, outer, inner)
        : this.#untagged(outer, at, inner, tag);
    if (!long) return value(place);
    const members = new Map<string, GuardValue>();
    const map = this.#make("map", members, at, place);
    members.set(long, value({ parent: map, key: long, keyAt: at }));
    return map;
  }

  #untagged(
    outer: number,
    at: number,
    place: Place,
    tag: string | undefined,
  ): GuardValue {
    const first = this.#text[this.#at];
    if (first === "|" || first === ">")
      return this.#make("string", this.#blockScalar(outer), at, place);
    const value =
      first === "[" || first === "{"
        ? this.#flow(place, at)
        : this.#scalar(PLAIN, at, place, tag);
    this.#endOfLine();
    this.#nextLine();
    // A line that is set further in would go on with this value.
    if (this.#indent > outer) throw new Beyond();
    return value;
  }

  #scalar(
    plain: RegExp,
    at: number,
    place: Place,
    tag: string | undefined,
  ): GuardValue {
    const quoted = this.#quoted();
    if (quoted !== undefined) return this.#make("string", quoted, at, place);
    const text = this.#match(plain)?.trimEnd();
    if (text === undefined || text === "") throw new Beyond();
    const { kind, value } =
      tag !== undefined && this.#dialect === "validate"
        ? ({ kind: "string", value: text } as const)
        : plainScalar(text, this.#dialect);
    return this.#make(kind, value as never, at, place);
  }

  #quoted(): string | undefined {
    const first = this.#text[this.#at];
    if (first === "'")
      return (
        this.#match(SINGLE)?.slice(1, -1).replaceAll("''", "'") ?? beyond()
      );
    if (first !== '"') return undefined;
    const inner = this.#match(DOUBLE)?.slice(1, -1) ?? beyond();
    return inner.includes("\\") ? unescaped(inner) : inner;
  }

  #flow(place: Place, at = this.#at): GuardValue {
    this.#meter.value(at);
    const opening = this.#text[this.#at];
    if (opening === "!") return this.#flowTagged(at, place);
    if (opening !== "[" && opening !== "{")
      return this.#scalar(FLOW_PLAIN, at, place, undefined);
    this.#meter.enter(at);
    this.#at += 1;
    const value =
      opening === "[" ? this.#flowList(at, place) : this.#flowMap(at, place);
    this.#meter.leave();
    return value;
  }

  #flowTagged(at: number, place: Place): GuardValue {
    const tag = this.#match(TAG) ?? beyond();
    this.#match(/ */y);
    const opening = this.#text[this.#at];
    const kind =
      opening === "[" ? "list" : opening === "{" ? undefined : "scalar";
    const before = this.#dialect === "test" ? "anything" : kind;
    const long = before && longForm(tag, before);
    const value = (inner: Place): GuardValue =>
      kind === "scalar"
        ? this.#scalar(FLOW_PLAIN, at, inner, tag)
        : this.#flow(inner, at);
    if (!long) return value(place);
    const members = new Map<string, GuardValue>();
    const map = this.#make("map", members, at, place);
    members.set(long, value({ parent: map, key: long, keyAt: at }));
    return map;
  }

  #flowList(at: number, place: Place): GuardValue {
    const members: GuardValue[] = [];
    const list = this.#make("list", members, at, place);
    this.#match(/ */y);
    while (this.#text[this.#at] !== "]") {
      const inner = { parent: list, key: members.length, keyAt: this.#at };
      members.push(this.#flow(inner));
      this.#separator("]");
    }
    this.#at += 1;
    return list;
  }

  #flowMap(at: number, place: Place): GuardValue {
    const members = new Map<string, GuardValue>();
    const map = this.#make("map", members, at, place);
    this.#match(/ */y);
    while (this.#text[this.#at] !== "}") {
      const keyAt = this.#at;
      const quoted = this.#quoted();
      const key = quoted ?? this.#match(FLOW_PLAIN)?.trimEnd() ?? beyond();
      if (quoted === undefined) this.#mustBeText(key);
      if (members.has(key)) throw new Beyond();
      this.#match(/ */y);
      if (!this.#match(/:(?= )/y)) throw new Beyond();
      this.#match(/ */y);
      members.set(key, this.#flow({ parent: map, key, keyAt }));
      this.#separator("}");
    }
    this.#at += 1;
    return map;
  }

  #separator(close: string): void {
    this.#match(/ */y);
    const next = this.#text[this.#at];
    if (next === ",") {
      this.#at += 1;
      this.#match(/ */y);
      if (this.#text[this.#at] === close) throw new Beyond();
    } else if (next !== close) throw new Beyond();
  }

  /** The text of `|` and of `>` where folding is plain; the next line is at hand afterwards. */
  #blockScalar(outer: number): string {
    const header = this.#match(BLOCK_HEADER) ?? beyond();
    this.#endOfLine();
    const lines: string[] = [];
    let width = -1;
    for (;;) {
      const [whole = "", blanks = "", content = ""] =
        execAt(/( *)([^\r\n]*)(?:\r?\n|$)/y, this.#text, this.#at) ?? [];
      if (this.#at >= this.#text.length) break;
      if (content === "") lines.push("");
      else {
        if (width < 0) width = blanks.length;
        // A tab, or where a document ends, is no matter of indentation alone.
        if (/^\t|^(?:---|\.\.\.)/.test(content) && blanks.length <= width)
          throw new Beyond();
        if (blanks.length <= outer || blanks.length < width) break;
        if (width <= outer) throw new Beyond();
        lines.push(" ".repeat(blanks.length - width) + content);
      }
      // Blanks on an empty line may belong to the text.
      if (content === "" && blanks.length > Math.max(width, 0))
        throw new Beyond();
      this.#at += whole.length;
    }
    if (width <= outer) throw new Beyond();
    this.#nextLine();
    if (this.#indent > outer) throw new Beyond();
    let trailing = 0;
    while (lines.length > 0 && lines.at(-1) === "") {
      lines.pop();
      trailing += 1;
    }
    const body = header.startsWith("|") ? lines.join("\n") : folded(lines);
    if (header.endsWith("-")) return body;
    const ended = this.#endsWithBreak() || this.#indent >= 0;
    return header.endsWith("+")
      ? ended
        ? body + "\n".repeat(trailing + 1)
        : beyond()
      : body + (ended ? "\n" : "");
  }

  #endsWithBreak(): boolean {
    return this.#text.endsWith("\n");
  }

  #empty(at: number, place: Place): GuardValue {
    this.#meter.value(at);
    const { kind, value } = plainScalar("", this.#dialect);
    return this.#make(kind, value as never, at, place);
  }

  /** The key that starts here, if one does; it is not taken yet. */
  #keyAhead(): string | undefined {
    const start = this.#at;
    const first = this.#text[start];
    const isQuoted = first === '"' || first === "'";
    const key = isQuoted ? this.#quoted() : this.#match(PLAIN_KEY);
    const colon =
      key === undefined ? undefined : this.#match(/ *:(?=[ \r\n]|$)/y);
    this.#at = start;
    if (key === undefined || colon === undefined) return undefined;
    if (!isQuoted) this.#mustBeText(key);
    return key;
  }

  #takeKey(key: string): void {
    if (this.#quoted() === undefined) this.#at += key.length;
    this.#match(/ *:/y);
  }

  /** A key that is not a string, the general reader decides about. */
  #mustBeText(key: string): void {
    if (
      key === "<<" ||
      key.includes("\t") ||
      plainScalar(key, this.#dialect).kind !== "string"
    )
      throw new Beyond();
  }

  #isDash(): boolean {
    const next = this.#text[this.#at + 1];
    return (
      this.#text[this.#at] === "-" &&
      (next === undefined || next === " " || next === "\n" || next === "\r")
    );
  }

  /** Whether only a comment stands on the rest of the line; then the line is taken. */
  #atEnd(): boolean {
    const next = this.#text[this.#at];
    const comment =
      next === "#" && /[ \t]/.test(this.#text[this.#at - 1] ?? "");
    if (next !== undefined && next !== "\n" && next !== "\r" && !comment)
      return false;
    this.#match(/[^\n]*(?:\n|$)/y);
    return true;
  }

  #endOfLine(): void {
    if (this.#match(END) === undefined) throw new Beyond();
  }

  /** Goes to the next line with content. */
  #nextLine(): void {
    this.#match(BLANK_LINES);
    const blanks = this.#match(/ */y)?.length ?? 0;
    const next = this.#text[this.#at];
    if (next === "\t") throw new Beyond();
    if (next === undefined) {
      this.#indent = -1;
      return;
    }
    if (next === "#") {
      // Only the last line of a text without an end gets here.
      this.#match(/[^\n]*/y);
      this.#indent = -1;
      return;
    }
    this.#indent = blanks;
    if (
      blanks === 0 &&
      /^(?:---|\.\.\.|%)/.test(this.#text.slice(this.#at, this.#at + 3)) &&
      !this.#opensDocument()
    )
      throw new Beyond();
  }

  #opensDocument(): boolean {
    return /^(?:\ufeff?(?:[ \t]*(?:#[^\n]*)?\r?\n)*)$/.test(
      this.#text.slice(0, this.#at),
    );
  }

  #match(pattern: RegExp): string | undefined {
    const found = execAt(pattern, this.#text, this.#at)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #make<K extends Kind>(
    kind: K,
    value: Contents[K],
    at: number,
    { parent, key, keyAt }: Place,
  ): GuardValue {
    return valueAt(
      kind,
      value,
      at,
      parent,
      key,
      keyAt,
      parent ? undefined : this.#source,
    );
  }
}

function execAt(
  pattern: RegExp,
  text: string,
  at: number,
): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function beyond(): never {
  throw new Beyond();
}

/** Lines as one, where none is empty or set further in: those have rules of their own. */
function folded(lines: readonly string[]): string {
  if (lines.some((line) => line === "" || line.startsWith(" ")))
    throw new Beyond();
  return lines.join(" ");
}

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\u0007",
  b: "\b",
  t: "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\u001b",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
};

function unescaped(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))/g,
    (_whole, two?: string, four?: string, one?: string) =>
      one === undefined
        ? String.fromCharCode(Number.parseInt(two ?? four ?? "0", 16))
        : (ESCAPES[one] ?? one),
  );
}
