import type { Cursor } from "./cursor.ts";
import type { BinaryOperator, Operator, UnaryOperator } from "./tree.ts";

/** An operator, and whether `!` or `not` belongs to it. */
export interface Comparison {
  readonly operator: Operator;
  readonly not: boolean;
}

const ORDER: readonly (readonly [word: string, BinaryOperator])[] = [
  [">=", "Ge"],
  ["<=", "Le"],
  [">", "Gt"],
  ["<", "Lt"],
];

const WORDS: readonly (readonly [word: string, Operator])[] = [
  ["in", "In"],
  ["exists", "Exists"],
  ["empty", "Empty"],
  ["is_string", "IsString"],
  ["is_list", "IsList"],
  ["is_struct", "IsMap"],
  ["is_bool", "IsBool"],
  ["is_int", "IsInt"],
  ["is_null", "IsNull"],
  ["is_float", "IsFloat"],
];

const UNARY: ReadonlySet<Operator> = new Set<UnaryOperator>([
  "Exists",
  "Empty",
  "IsString",
  "IsList",
  "IsMap",
  "IsBool",
  "IsInt",
  "IsNull",
  "IsFloat",
]);

/** Whether the operator has nothing on its right. */
export function isUnary(operator: Operator): operator is UnaryOperator {
  return UNARY.has(operator);
}

/** Any operator. Words end where they are spelled, even in the middle of a longer one. */
export function readOperator(cursor: Cursor): Comparison | undefined {
  if (cursor.text.startsWith("<<", cursor.at))
    return cursor.expect("an operator");
  const equality = readEquality(cursor);
  if (equality) return equality;
  for (const [word, operator] of ORDER)
    if (cursor.take(word)) return { operator, not: false };
  return (
    cursor.attempt(() => {
      const not = readNot(cursor);
      for (const [word, operator] of WORDS)
        if (cursor.take(word, word.toUpperCase())) return { operator, not };
      return undefined;
    }) ?? cursor.expect("an operator")
  );
}

export function readEquality(
  cursor: Cursor,
): { operator: "Eq"; not: boolean } | undefined {
  const word = cursor.take("==", "!=");
  return word && { operator: "Eq", not: word === "!=" };
}

export function readMembership(
  cursor: Cursor,
): { operator: "In"; not: boolean } | undefined {
  return cursor.attempt(() => {
    const not = readNot(cursor);
    return cursor.take("in", "IN") && { operator: "In", not };
  });
}

/** `not `, `NOT ` or `!`. */
export function readNot(cursor: Cursor): boolean {
  const word = cursor.attempt(() =>
    cursor.take("not", "NOT") && cursor.blanks() ? true : undefined,
  );
  return word ?? cursor.take("!") !== undefined;
}
