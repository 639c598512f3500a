import { positionIn, type Position } from "../position.ts";
import { readClause, readConjunctions } from "./clauses.ts";
import { Cursor, SyntaxFailure } from "./cursor.ts";
import { readStatements, type Statement } from "./rules.ts";
import type {
  Clause,
  Operand,
  ParameterizedRule,
  Rule,
  RuleFile,
} from "./tree.ts";

/** Something wrong in a rule file or a document, and where. */
export interface Problem extends Partial<Position> {
  readonly file: string | undefined;
  readonly message: string;
}

export type ParsedRules =
  | { readonly ok: true; readonly rules: RuleFile }
  | { readonly ok: false; readonly errors: readonly Problem[] };

/** cfn-guard's own bound is its memory; no rule file of people comes near this. */
const LARGEST = 4 * 1024 * 1024;

/**
 * Reads a file of Guard rules (2.x and 3.x), as cfn-guard 3.1.1 does. Clauses outside of any rule
 * are gathered in a rule named `default`, or `FILE/default`. Never throws.
 */
export function parseRules(
  text: string,
  { file }: { readonly file?: string } = {},
): ParsedRules {
  if (text.length > LARGEST)
    return {
      ok: false,
      errors: [{ file, message: "A rule file holds at most 4 MiB" }],
    };
  const cursor = new Cursor(text, (at) =>
    readConjunctions(at, () => readClause(at)),
  );
  try {
    return { ok: true, rules: fileOf(readStatements(cursor), text, file) };
  } catch (error) {
    if (!(error instanceof SyntaxFailure)) throw error;
    return {
      ok: false,
      errors: [
        { file, ...positionIn({ text }, error.at), message: say(error, text) },
      ],
    };
  }
}

function say(failure: SyntaxFailure, text: string): string {
  if (failure.expected.length === 0 || failure.message.includes("starts here"))
    return failure.message;
  const found =
    failure.at >= text.length
      ? "the end of the file"
      : JSON.stringify(
          /[^]{0,24}/u.exec(text.slice(failure.at))?.[0].split("\n", 1)[0] ||
            "\n",
        );
  const wanted = failure.expected.slice(0, 8);
  const list =
    wanted.length > 1
      ? `${wanted.slice(0, -1).join(", ")} or ${wanted.at(-1)}`
      : wanted[0];
  return `Expected ${list} but found ${found}`;
}

function fileOf(
  statements: readonly Statement[],
  text: string,
  file: string | undefined,
): RuleFile {
  const assignments = new Map<string, Operand>();
  const rules: Rule[] = [];
  const parameterized = new Map<string, ParameterizedRule>();
  const bare: (readonly Clause[])[] = [];
  for (const each of statements)
    if (each.statement === "let")
      assignments.set(each.assignment.name, each.assignment.operand);
    else if (each.statement === "rule") rules.push(each.rule);
    else if (each.statement === "parameterized")
      parameterized.set(each.rule.name, each.rule);
    else bare.push(each.clauses);
  if (bare.length > 0)
    rules.unshift({
      name: file?.trim() ? `${file}/default` : "default",
      conditions: undefined,
      block: { assignments: new Map(), clauses: bare },
      at: bare[0]?.[0]?.at ?? 0,
      end: bare[0]?.[0]?.at ?? 0,
    });
  const named = Map.groupBy(rules, ({ name }) => name);
  return { file, text, assignments, rules, named, parameterized };
}
