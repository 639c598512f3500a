import { literal, valueAt } from "../value.ts";
import { readAssignment } from "./assignments.ts";
import {
  readBlock,
  readClause,
  readClauseOrName,
  readConditions,
  readDisjunctions,
  readWhenClause,
} from "./clauses.ts";
import { separated, type Cursor } from "./cursor.ts";
import { readName } from "./queries.ts";
import type {
  Assignment,
  Clause,
  ParameterizedRule,
  Query,
  Rule,
  TypeClause,
} from "./tree.ts";

/** What stands at the top of a file. */
export type Statement =
  | { readonly statement: "let"; readonly assignment: Assignment }
  | { readonly statement: "rule"; readonly rule: Rule }
  | { readonly statement: "parameterized"; readonly rule: ParameterizedRule }
  | { readonly statement: "clauses"; readonly clauses: readonly Clause[] };

/** All statements of a file. */
export function readStatements(cursor: Cursor): Statement[] {
  const statements: Statement[] = [];
  cursor.space();
  while (!cursor.done) {
    statements.push(cursor.must(() => readStatement(cursor)));
    cursor.space();
  }
  return statements;
}

function readStatement(cursor: Cursor): Statement | undefined {
  const assignment = readAssignment(cursor);
  if (assignment) return { statement: "let", assignment };
  const parameterized = readParameterizedRule(cursor);
  if (parameterized) return { statement: "parameterized", rule: parameterized };
  const rule = readRule(cursor);
  if (rule) return { statement: "rule", rule };
  const types = readDisjunctions(cursor, () => readTypeClause(cursor));
  if (types) return { statement: "clauses", clauses: types };
  const when = readWhenClause(cursor, readClauseOrName);
  if (when) return { statement: "clauses", clauses: [when] };
  const clauses = readDisjunctions(cursor, () => readClause(cursor));
  return (
    (clauses && { statement: "clauses", clauses }) ??
    cursor.expect("a rule, a clause or let")
  );
}

function readRule(cursor: Cursor): Rule | undefined {
  return cursor.attempt(() => {
    const at = cursor.at;
    if (!takeRule(cursor)) return undefined;
    const name = cursor.must(() => readRuleName(cursor));
    const end = cursor.at;
    const conditions = readConditions(cursor);
    const block = cursor.must(() => readBlock(cursor, readRuleClause));
    return { name, conditions, block, at, end };
  });
}

function readParameterizedRule(cursor: Cursor): ParameterizedRule | undefined {
  return cursor.attempt(() => {
    const at = cursor.at;
    if (!takeRule(cursor)) return undefined;
    const name = cursor.must(() => readRuleName(cursor));
    const end = cursor.at;
    if (!cursor.take("(")) return undefined;
    const parameters = separated(
      cursor,
      () => cursor.must(() => readParameterName(cursor)),
      () => cursor.take(","),
    );
    cursor.must(() => cursor.takeExpected(")"));
    const block = cursor.must(() => readBlock(cursor, readRuleClause));
    return {
      name,
      parameters: [...new Set(parameters)],
      conditions: undefined,
      block,
      at,
      end,
    };
  });
}

function takeRule(cursor: Cursor): boolean {
  return cursor.take("rule") !== undefined && cursor.space();
}

function readRuleName(cursor: Cursor): string | undefined {
  return readName(cursor) ?? cursor.expect("the name of a rule");
}

function readParameterName(cursor: Cursor): string | undefined {
  cursor.match(/[ \t\r\n]*/y);
  const name = readName(cursor) ?? cursor.expect("the name of a parameter");
  cursor.match(/[ \t\r\n]*/y);
  return name;
}

/** In a rule, a block of a type may stand as well. */
function readRuleClause(cursor: Cursor): Clause | undefined {
  return (
    readTypeClause(cursor) ??
    readWhenClause(cursor, readClauseOrName) ??
    readClauseOrName(cursor)
  );
}

/** `AWS::S3::Bucket { … }`, or with a single clause. */
function readTypeClause(cursor: Cursor): TypeClause | undefined {
  return cursor.attempt(() => {
    cursor.space();
    const at = cursor.at;
    const type = readTypeName(cursor);
    if (type === undefined) return undefined;
    const end = cursor.at;
    cursor.must(() => cursor.space() || cursor.expect("a blank"));
    const conditions = readConditions(cursor);
    const block = conditions
      ? cursor.must(() => readBlock(cursor, readClause))
      : (readBlock(cursor, readClause) ?? {
          assignments: new Map(),
          clauses: [
            [
              cursor.must(() => {
                cursor.space();
                return readClause(cursor);
              }),
            ],
          ],
        });
    return {
      clause: "type",
      type,
      conditions,
      query: resourcesOf(type),
      block,
      at,
      end,
    };
  });
}

function readTypeName(cursor: Cursor): string | undefined {
  const full = cursor.match(
    /[A-Za-z]+[\p{Alphabetic}\p{N}_]*::[A-Za-z]+[\p{Alphabetic}\p{N}_]*::[A-Za-z]+[\p{Alphabetic}\p{N}_]*/uy,
  );
  if (full !== undefined) {
    cursor.take("::MODULE");
    return full;
  }
  return cursor.match(
    /[A-Za-z]+[\p{Alphabetic}\p{N}_]*::[A-Za-z]+[\p{Alphabetic}\p{N}_]*/uy,
  );
}

/** A type's block runs over `Resources.*[ Type == "…" ]`. */
function resourcesOf(type: string): Query {
  return {
    all: true,
    parts: [
      { part: "key", key: "Resources", variable: undefined, index: undefined },
      { part: "values", capture: undefined },
      {
        part: "filter",
        capture: undefined,
        clauses: [
          [
            {
              clause: "access",
              query: {
                all: true,
                parts: [
                  {
                    part: "key",
                    key: "Type",
                    variable: undefined,
                    index: undefined,
                  },
                ],
              },
              operator: "Eq",
              not: false,
              negation: false,
              right: {
                operand: "value",
                value: literal(valueAt("string", type, -1)),
              },
              message: undefined,
              at: 0,
              end: 0,
            },
          ],
        ],
      },
    ],
  };
}
