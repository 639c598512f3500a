import { literal } from "../value.ts";
import type { Cursor } from "./cursor.ts";
import { readInt, readString, readValue } from "./literals.ts";
import { readEquality, readMembership } from "./operators.ts";
import type { Query, QueryPart } from "./tree.ts";

/** A name: it starts with a letter. */
export function readName(cursor: Cursor): string | undefined {
  return cursor.match(/[A-Za-z]+[\p{Alphabetic}\p{N}_]*/uy);
}

/** A path into the document: `some Resources.*[ Type == "AWS::S3::Bucket" ].Properties`. */
export function readQuery(cursor: Cursor): Query | undefined {
  return cursor.once("query", () => {
    const some = cursor.attempt(() => {
      cursor.space();
      return cursor.take("SOME", "some") && cursor.space() ? true : undefined;
    });
    const first = readFirstPart(cursor);
    if (!first) return undefined;
    const rest = cursor.nested(() => readRest(cursor));
    return { parts: joined(first, rest), all: some === undefined };
  });
}

function readFirstPart(cursor: Cursor): QueryPart | undefined {
  const self = cursor.attempt(() => {
    cursor.space();
    return cursor.take("this", "THIS");
  });
  if (self) return { part: "this" };
  const name = readVariable(cursor) ?? readName(cursor) ?? readString(cursor);
  return name === undefined
    ? cursor.expect("a property, a variable or this")
    : keyPart(name);
}

/** What a variable holds is always taken apart: `%buckets.Properties` is `%buckets[*].Properties`. */
function joined(
  first: QueryPart,
  rest: readonly QueryPart[],
): readonly QueryPart[] {
  const implied =
    first.part === "key" &&
    first.variable !== undefined &&
    rest.length > 0 &&
    rest[0]?.part !== "indices";
  return implied
    ? [first, { part: "indices", capture: undefined }, ...rest]
    : [first, ...rest];
}

function readRest(cursor: Cursor): QueryPart[] {
  const parts: QueryPart[] = [];
  for (;;) {
    const part =
      cursor.attempt(() => readDotted(cursor)) ?? readBracketed(cursor);
    if (!part) return parts;
    parts.push(part);
  }
}

function readDotted(cursor: Cursor): QueryPart | undefined {
  cursor.space();
  if (!cursor.takeExpected(".")) return undefined;
  const index = readInt(cursor);
  if (index !== undefined) return indexPart(index);
  const name = readName(cursor) ?? readString(cursor) ?? readVariable(cursor);
  if (name !== undefined) return keyPart(name);
  return cursor.take("*")
    ? { part: "values", capture: undefined }
    : cursor.expect("a property, an index, a variable or *");
}

function readBracketed(cursor: Cursor): QueryPart | undefined {
  for (const read of [
    readAllIndices,
    readIndex,
    readKey,
    readKeysFilter,
    readFilter,
  ]) {
    const part = cursor.attempt(() => {
      cursor.space();
      return cursor.takeExpected("[") && read(cursor);
    });
    if (part) return part;
  }
  return undefined;
}

function readAllIndices(cursor: Cursor): QueryPart | undefined {
  const all = cursor.attempt(() => {
    cursor.space();
    return cursor.take("*");
  });
  const capture = all ? undefined : readName(cursor);
  if (!all && capture === undefined) return cursor.expect("*");
  return close(cursor) && { part: "indices", capture };
}

function readIndex(cursor: Cursor): QueryPart | undefined {
  const index = readInt(cursor);
  if (index === undefined) return cursor.expect("an index");
  cursor.must(() => close(cursor));
  return indexPart(index);
}

function readKey(cursor: Cursor): QueryPart | undefined {
  const key = readString(cursor);
  if (key !== undefined) return close(cursor) && keyPart(key);
  cursor.space();
  const capture = readName(cursor);
  if (capture === undefined) return cursor.expect("a key");
  cursor.space();
  return close(cursor) && { part: "values", capture };
}

function readKeysFilter(cursor: Cursor): QueryPart | undefined {
  const capture = readCapture(cursor);
  cursor.space();
  if (!cursor.take("KEYS", "keys")) return cursor.expect("keys");
  const { operator, not } = cursor.must(() => {
    cursor.space();
    return (
      readEquality(cursor) ??
      readMembership(cursor) ??
      cursor.expect("==, !=, in or not in")
    );
  });
  const right = cursor.must(() => {
    const value = readValue(cursor);
    if (value) return { operand: "value", value: literal(value) } as const;
    cursor.space();
    const query = readQuery(cursor);
    return query && ({ operand: "query", query } as const);
  });
  return close(cursor) && { part: "keys", capture, operator, not, right };
}

function readFilter(cursor: Cursor): QueryPart | undefined {
  const capture = readCapture(cursor);
  const clauses = cursor.filterClauses(cursor);
  cursor.must(() => close(cursor));
  return { part: "filter", capture, clauses };
}

/** `name |`, which keeps the keys that a filter selects. */
function readCapture(cursor: Cursor): string | undefined {
  return cursor.attempt(() => {
    cursor.space();
    const name = readName(cursor);
    if (name === undefined) return undefined;
    cursor.blanks();
    return cursor.take("|") && name;
  });
}

function close(cursor: Cursor): "]" | undefined {
  cursor.space();
  return cursor.takeExpected("]");
}

function readVariable(cursor: Cursor): string | undefined {
  return cursor.attempt(() => {
    if (!cursor.take("%")) return undefined;
    const name = readName(cursor);
    return name === undefined
      ? cursor.expect("the name of a variable")
      : `%${name}`;
  });
}

/** Indexes are 32 bits wide in cfn-guard, and wrap. */
function indexPart(index: number | bigint): QueryPart {
  return { part: "index", index: Number(BigInt.asIntN(32, BigInt(index))) };
}

/** A quoted key that starts with % is a variable as well. */
function keyPart(key: string): QueryPart {
  const digits = /^[+-]?[0-9]{1,12}$/.test(key) ? Number(key) : undefined;
  const fits =
    digits !== undefined && digits >= -2147483648 && digits <= 2147483647;
  return {
    part: "key",
    key,
    variable: key.startsWith("%") ? key.slice(1) : undefined,
    index: fits ? digits : undefined,
  };
}
