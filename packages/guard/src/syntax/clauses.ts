import { readAssignment } from "./assignments.ts";
import { separated, SyntaxFailure, type Cursor } from "./cursor.ts";
import { isUnary, readNot, readOperator } from "./operators.ts";
import { readNameAndParameters, readOperand } from "./operands.ts";
import { readName, readQuery } from "./queries.ts";
import type {
  AccessClause,
  Block,
  BlockClause,
  CallClause,
  Clause,
  Conjunctions,
  NamedClause,
  Operand,
  WhenClause,
} from "./tree.ts";

/** A clause of a block or a filter. */
export function readClause(cursor: Cursor): Clause | undefined {
  return (
    readWhenClause(cursor, readClause) ??
    readBlockClause(cursor) ??
    readCallClause(cursor) ??
    readAccessClause(cursor)
  );
}

/** A clause of a rule, where the name of another rule is one as well. */
export function readClauseOrName(cursor: Cursor): Clause | undefined {
  return readClause(cursor) ?? readNamedClause(cursor);
}

/** Clauses one after another: each holds, or one of those that `or` joins. */
export function readConjunctions(
  cursor: Cursor,
  read: () => Clause | undefined,
): Conjunctions<Clause> {
  const conjunctions: Clause[][] = [];
  for (;;) {
    const disjunctions = readDisjunctions(cursor, read);
    if (disjunctions) conjunctions.push(disjunctions);
    else if (conjunctions.length > 0) return conjunctions;
    else throw cursor.failure();
  }
}

/** Clauses that `or` joins. */
export function readDisjunctions<T>(
  cursor: Cursor,
  read: () => T | undefined,
): T[] | undefined {
  const found = separated(
    cursor,
    () => {
      cursor.space();
      return read();
    },
    () => readOr(cursor),
  );
  return found.length > 0 ? found : undefined;
}

/** The conditions behind `when`. */
export function readConditions(
  cursor: Cursor,
): Conjunctions<Clause> | undefined {
  return cursor.attempt(() => {
    cursor.space();
    if (!cursor.take("when", "WHEN")) return cursor.expect("when");
    if (!cursor.space()) {
      cursor.expect("a blank after when");
      throw cursor.failure();
    }
    return readConjunctions(
      cursor,
      () =>
        readAccessClause(cursor) ??
        readCallClause(cursor) ??
        readNamedClause(cursor),
    );
  });
}

/** `{ … }` of assignments and clauses. */
export function readBlock(
  cursor: Cursor,
  read: (cursor: Cursor) => Clause | undefined,
): Block | undefined {
  return cursor.attempt(() =>
    cursor.nested(() => {
      cursor.space();
      if (!cursor.takeExpected("{")) return undefined;
      const assignments = new Map<string, Operand>();
      const clauses: Clause[][] = [];
      let empty = true;
      for (;;) {
        const assignment = cursor.attempt(() => {
          cursor.space();
          return readAssignment(cursor);
        });
        if (assignment) assignments.set(assignment.name, assignment.operand);
        const disjunctions = assignment
          ? undefined
          : readDisjunctions(cursor, () => read(cursor));
        if (disjunctions) clauses.push(disjunctions);
        if (!assignment && !disjunctions) break;
        empty = false;
      }
      if (empty) return undefined;
      cursor.must(() => {
        cursor.space();
        return cursor.takeExpected("}");
      });
      return { assignments, clauses };
    }),
  );
}

/** `when … { … }` */
export function readWhenClause(
  cursor: Cursor,
  read: (cursor: Cursor) => Clause | undefined,
): WhenClause | undefined {
  return cursor.attempt(() => {
    const at = afterSpace(cursor);
    const conditions = readConditions(cursor);
    const block = conditions && readBlock(cursor, read);
    return block && { clause: "when", conditions, block, at, end: cursor.at };
  });
}

function readBlockClause(cursor: Cursor): BlockClause | undefined {
  return cursor.attempt(() => {
    const at = cursor.at;
    const query = readQuery(cursor);
    if (!query) return undefined;
    const notEmpty = cursor.attempt(() => {
      cursor.space();
      return readNot(cursor) && cursor.take("EMPTY", "empty")
        ? true
        : undefined;
    });
    const block = readBlock(cursor, readClause);
    return (
      block && {
        clause: "block",
        query,
        notEmpty: notEmpty === true,
        block,
        at,
        end: cursor.at,
      }
    );
  });
}

/** A `not` before a call is read and, as in cfn-guard, without effect. */
function readCallClause(cursor: Cursor): CallClause | undefined {
  return cursor.attempt(() => {
    const at = cursor.at;
    readNot(cursor);
    const call = readNameAndParameters(cursor);
    if (!call) return undefined;
    const end = cursor.at;
    const message = readMessage(cursor);
    return {
      clause: "call",
      rule: call.name,
      parameters: call.parameters,
      message,
      at,
      end,
    };
  });
}

function readAccessClause(cursor: Cursor): AccessClause | undefined {
  return cursor.attempt(() => {
    const at = afterSpace(cursor);
    const negation = readNot(cursor);
    const query = readQuery(cursor);
    if (!query) return undefined;
    cursor.space();
    const comparison = readOperator(cursor);
    if (!comparison) return undefined;
    const right = isUnary(comparison.operator)
      ? undefined
      : cursor.must(() => readOperand(cursor));
    const end = cursor.at;
    const message = readMessage(cursor);
    return {
      clause: "access",
      query,
      ...comparison,
      negation,
      right,
      message,
      at,
      end,
    };
  });
}

/**
 * The name of another rule. It has the least form of all, so something must show that it ends:
 * the line, a comment, `{`, `or`, or a message.
 */
function readNamedClause(cursor: Cursor): NamedClause | undefined {
  return cursor.attempt(() => {
    const at = cursor.at;
    const negation = readNot(cursor);
    const rule = readName(cursor);
    if (rule === undefined) return undefined;
    const end = cursor.at;
    const ends =
      cursor.done ||
      /[ \t]*(?:\r?\n|#|\{)/y.test(cursor.text.slice(end, end + 256)) ||
      ahead(cursor, () => readOr(cursor));
    if (ends)
      return { clause: "named", rule, negation, message: undefined, at, end };
    const message = cursor.must(() => {
      cursor.blanks();
      return (
        takeMessage(cursor) ??
        cursor.expect(
          `an operator after "${rule}", or the end of the line if it is the name of a rule,`,
        )
      );
    });
    return { clause: "named", rule, negation, message, at, end };
  });
}

/** `<<…>>`, past white space. */
function readMessage(cursor: Cursor): string | undefined {
  return cursor.attempt(() => {
    cursor.space();
    return takeMessage(cursor);
  });
}

function takeMessage(cursor: Cursor): string | undefined {
  const at = cursor.at;
  if (!cursor.take("<<")) return undefined;
  const end = cursor.text.indexOf(">>", cursor.at);
  if (end < 0)
    throw new SyntaxFailure(
      at,
      [">>"],
      "The message that starts here has no closing >>",
    );
  const message = cursor.text.slice(cursor.at, end);
  cursor.at = end + 2;
  return message;
}

function readOr(cursor: Cursor): true | undefined {
  return cursor.attempt(() => {
    cursor.space();
    return cursor.take("or", "OR", "|OR|") && cursor.space() ? true : undefined;
  });
}

function ahead(cursor: Cursor, read: () => unknown): boolean {
  const start = cursor.at;
  const found = read() !== undefined;
  cursor.at = start;
  return found;
}

function afterSpace(cursor: Cursor): number {
  cursor.space();
  return cursor.at;
}
