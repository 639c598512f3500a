import { compileRegex } from "../regex/regex.ts";
import {
  moved,
  valueAt,
  type Contents,
  type GuardValue,
  type Kind,
  type Range,
} from "../value.ts";
import { separated, SyntaxFailure, type Cursor } from "./cursor.ts";

/** A value written in a rule: null, string, number, boolean, regular expression, range, list or map. */
export function readValue(cursor: Cursor): GuardValue | undefined {
  return cursor.attempt(() => {
    cursor.space();
    return (
      readNull(cursor) ??
      readScalar(cursor) ??
      readRange(cursor) ??
      cursor.nested(() => readList(cursor) ?? readMap(cursor)) ??
      cursor.expect("a value")
    );
  });
}

/** A quoted string; a backslash escapes only the quote. */
export function readString(cursor: Cursor): string | undefined {
  const quote = cursor.text[cursor.at];
  if (quote !== '"' && quote !== "'") return undefined;
  const start = cursor.at;
  let from = start + 1;
  let text = "";
  for (;;) {
    const end = cursor.text.indexOf(quote, from);
    if (end < 0) {
      if (cursor.text.endsWith("\\")) return undefined;
      throw new SyntaxFailure(
        start,
        [],
        `The string that starts here has no closing ${quote}`,
      );
    }
    const part = cursor.text.slice(from, end);
    from = end + 1;
    if (part.endsWith("\\")) text += part.slice(0, -1) + quote;
    else {
      cursor.at = from;
      return text + part;
    }
  }
}

/** An integer of 64 bits; anything longer is not one. */
export function readInt(cursor: Cursor): number | bigint | undefined {
  return cursor.attempt(() => {
    const digits = cursor.match(/-?[0-9]+/y);
    if (digits === undefined) return undefined;
    const exact = BigInt(digits);
    if (exact > 9223372036854775807n || exact < -9223372036854775807n)
      return undefined;
    const short = Number(exact);
    return Number.isSafeInteger(short) ? short : exact;
  });
}

function readNull(cursor: Cursor): GuardValue | undefined {
  return cursor.take("null", "NULL") && made("null", null);
}

function readScalar(cursor: Cursor): GuardValue | undefined {
  const text = readString(cursor);
  if (text !== undefined) return made("string", text);
  const float = readFloat(cursor);
  if (float !== undefined) return made("float", float);
  const int = readInt(cursor);
  if (int !== undefined) return made("int", int);
  if (cursor.take("true", "True")) return made("bool", true);
  if (cursor.take("false", "False")) return made("bool", false);
  const regex = readRegex(cursor);
  return regex === undefined ? undefined : made("regex", regex);
}

/** cfn-guard takes a number for a float only with a fraction or a signed exponent, and without a sign. */
function readFloat(cursor: Cursor): number | undefined {
  const shape = /[0-9]+(?:\.[0-9]+(?:[eE][+-][0-9]+)?|[eE][+-][0-9]+)/y;
  shape.lastIndex = cursor.at;
  if (!shape.test(cursor.text)) return undefined;
  const text = cursor.match(/[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?/y) ?? "";
  if (/[eE]/y.test(cursor.text[cursor.at] ?? "")) {
    cursor.expect("the digits of an exponent", cursor.at + 1);
    throw cursor.failure();
  }
  return Number(text);
}

/** `/…/`, in which `\/` stands for a slash. */
function readRegex(cursor: Cursor): string | undefined {
  if (cursor.text[cursor.at] !== "/") return undefined;
  return cursor.attempt(() => {
    const start = cursor.at;
    cursor.at += 1;
    let text = "";
    for (;;) {
      const part = cursor.match(/[^/]+/y);
      if (part === undefined)
        return cursor.expect("the rest of a regular expression");
      if (!part.endsWith("\\")) {
        text += part;
        break;
      }
      text += `${part.slice(0, -1)}/`;
      if (cursor.done) return cursor.expect('the closing "/"');
      cursor.at += 1;
    }
    if (!cursor.takeExpected("/", 'the closing "/"')) return undefined;
    const compiled = compileRegex(text);
    if (!compiled.ok)
      throw new SyntaxFailure(
        start + 1 + compiled.at,
        [],
        `This regular expression cannot be read: ${compiled.message}`,
      );
    return text;
  });
}

function readRange(cursor: Cursor): GuardValue | undefined {
  return cursor.attempt(() => {
    if (!cursor.take("r")) return undefined;
    const start = cursor.at;
    const open = cursor.take("(", "[");
    const lower = open && readBound(cursor);
    if (!lower || !cursor.takeExpected(",")) return undefined;
    const upper = readBound(cursor);
    if (!upper) return undefined;
    const close = cursor.take(")", "]");
    if (!close) return cursor.expect('")" or "]"');
    const ends = {
      includesLower: open === "[",
      includesUpper: close === "]",
    };
    if (lower.kind === "int" && upper.kind === "int")
      return made("intRange", between(lower.value, upper.value, ends));
    if (lower.kind === "float" && upper.kind === "float")
      return made("floatRange", between(lower.value, upper.value, ends));
    if (lower.kind === "char" && upper.kind === "char")
      return made("charRange", between(lower.value, upper.value, ends));
    throw new SyntaxFailure(
      start,
      [],
      "A range needs two integers, two floats or two characters",
    );
  });
}

function between<T>(
  lower: T,
  upper: T,
  ends: Pick<Range<T>, "includesLower" | "includesUpper">,
): Range<T> {
  return { lower, upper, ...ends };
}

function readBound(
  cursor: Cursor,
):
  | { kind: "int"; value: number | bigint }
  | { kind: "float"; value: number }
  | { kind: "char"; value: string }
  | undefined {
  cursor.blanks();
  const float = readFloat(cursor);
  const int = float === undefined ? readInt(cursor) : undefined;
  const char =
    float === undefined && int === undefined
      ? cursor.match(/[^]/uy)
      : undefined;
  cursor.blanks();
  if (float !== undefined) return { kind: "float", value: float };
  if (int !== undefined) return { kind: "int", value: int };
  if (char !== undefined) return { kind: "char", value: char };
  return cursor.expect("a number or a character");
}

function readList(cursor: Cursor): GuardValue | undefined {
  return cursor.attempt(() => {
    if (!cursor.take("[")) return undefined;
    const members = separated(
      cursor,
      () => readValue(cursor),
      () => spaced(cursor, ","),
    );
    if (!spaced(cursor, "]")) return undefined;
    return listOf(members);
  });
}

function readMap(cursor: Cursor): GuardValue | undefined {
  return cursor.attempt(() => {
    if (!cursor.take("{")) return undefined;
    const members = separated(
      cursor,
      () => readMember(cursor),
      () => spaced(cursor, ","),
    );
    if (!spaced(cursor, "}")) return undefined;
    return mapOf(new Map(members));
  });
}

function readMember(cursor: Cursor): [string, GuardValue] | undefined {
  cursor.space();
  const key = cursor.match(/[\p{Alphabetic}\p{N}_-]+/uy) ?? readString(cursor);
  if (key === undefined) return cursor.expect("a key");
  if (!spaced(cursor, ":")) return undefined;
  const value = readValue(cursor);
  return value && [key, value];
}

function spaced(cursor: Cursor, mark: string): string | undefined {
  return cursor.attempt(() => {
    cursor.space();
    return cursor.takeExpected(mark);
  });
}

function made<K extends Kind>(kind: K, value: Contents[K]): GuardValue {
  return valueAt(kind, value, -1);
}

/** Members are made before what holds them: each is moved into its place. */
function listOf(members: readonly GuardValue[]): GuardValue {
  const placed: GuardValue[] = [];
  const list = valueAt("list", placed, -1);
  members.forEach((each, index) => placed.push(moved(each, list, index)));
  return list;
}

function mapOf(members: ReadonlyMap<string, GuardValue>): GuardValue {
  const placed = new Map<string, GuardValue>();
  const map = valueAt("map", placed, -1);
  for (const [key, each] of members) placed.set(key, moved(each, map, key));
  return map;
}
