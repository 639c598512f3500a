import { separated, SyntaxFailure, type Cursor } from "./cursor.ts";
import { literal } from "../value.ts";
import { readValue } from "./literals.ts";
import { readName, readQuery } from "./queries.ts";
import type { FunctionCall, FunctionName, Operand } from "./tree.ts";

/** Every function, by how many parameters it takes. */
const FUNCTIONS: Readonly<Record<FunctionName, number>> = {
  count: 1,
  join: 2,
  json_parse: 1,
  now: 0,
  parse_boolean: 1,
  parse_char: 1,
  parse_epoch: 1,
  parse_float: 1,
  parse_int: 1,
  parse_string: 1,
  regex_replace: 3,
  substring: 3,
  to_lower: 1,
  to_upper: 1,
  url_decode: 1,
};

/** What stands right of an operator, behind `let`, or between the parentheses of a call. */
export function readOperand(cursor: Cursor): Operand | undefined {
  const value = readValue(cursor);
  if (value) return { operand: "value", value: literal(value) };
  const call = cursor.attempt(() => {
    cursor.space();
    return readCall(cursor);
  });
  if (call) return { operand: "call", call };
  const query = cursor.attempt(() => {
    cursor.space();
    return readQuery(cursor);
  });
  return query && { operand: "query", query };
}

/** A function's call: `regex_replace(%arn, "^arn:(\w+)", "${1}")`. */
export function readCall(cursor: Cursor): FunctionCall | undefined {
  const start = cursor.at;
  const call = readNameAndParameters(cursor);
  if (!call) return undefined;
  const { name, parameters } = call;
  // Nothing else can stand here that has parentheses.
  if (!isFunction(name))
    throw new SyntaxFailure(
      start,
      [],
      `There is no function ${name}; there are ${Object.keys(FUNCTIONS).join(", ")}`,
    );
  const wanted = FUNCTIONS[name];
  if (parameters.length !== wanted)
    throw new SyntaxFailure(
      start,
      [],
      `The function ${name} takes ${wanted} parameter${wanted === 1 ? "" : "s"} and is given ${parameters.length}`,
    );
  return { name, parameters };
}

/** `name(parameter, …)`, of a function or a rule. */
export function readNameAndParameters(
  cursor: Cursor,
): { name: string; parameters: Operand[] } | undefined {
  return cursor.once("call", () => {
    const name = readName(cursor);
    if (name === undefined || !cursor.take("(")) return undefined;
    const parameters = cursor.nested(() =>
      separated(
        cursor,
        () => readParameter(cursor),
        () => cursor.take(","),
      ),
    );
    return cursor.takeExpected(")") && { name, parameters };
  });
}

function readParameter(cursor: Cursor): Operand | undefined {
  cursor.match(/[ \t\r\n]*/y);
  const operand = readOperand(cursor);
  cursor.match(/[ \t\r\n]*/y);
  return operand;
}

function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name);
}
