import type {
  Conjunctions,
  Clause,
  Operand,
  QueryPart,
  RuleFile,
} from "../syntax/tree.ts";
import type { GuardValue } from "../value.ts";
import type { Recorder } from "./record.ts";
import type { Scope } from "./scope.ts";

export type Status = "PASS" | "FAIL" | "SKIP";

/** Where a query found nothing: how far it came, and why no further. */
export interface Unresolved {
  readonly unresolved: true;
  readonly reached: GuardValue;
  /** The parts that could not be followed. */
  readonly remaining: readonly QueryPart[];
  readonly reason: () => string;
}

/** What a query finds, one by one. */
export type Found = GuardValue | Unresolved;

export function isUnresolved(found: Found): found is Unresolved {
  return "unresolved" in found;
}

/** Why a rule could not be decided. */
export type FailureCode =
  | "UnknownVariable"
  | "UnknownRule"
  | "WrongNumberOfParameters"
  | "RecursiveRules"
  | "IncompatibleTypes"
  | "UnsupportedQuery"
  | "FunctionFailed"
  | "RegexTooSlow"
  | "TooManySteps"
  | "TooDeep"
  | "NoResources";

/** A rule that cannot be decided; caught where the rule is reported. */
export class EvaluationFailure extends Error {
  readonly code: FailureCode;
  /** Where in the rule text, in UTF-16 units. */
  at: number | undefined;
  constructor(code: FailureCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** One evaluation of a rule file against a document: what its parts ask of one another. */
export interface Run {
  readonly rules: RuleFile;
  readonly recorder: Recorder | undefined;
  /** Seconds since 1970, for `now()`. */
  readonly now: number;
  /** Counts work, and ends what would not end. */
  step(count?: number): void;
  /** Follows a query from a value. */
  query(parts: readonly QueryPart[], from: GuardValue, scope: Scope): Found[];
  /** Finds what an operand stands for. */
  operand(operand: Operand, scope: Scope): readonly Found[];
  /** Decides clauses. */
  clauses(clauses: Conjunctions<Clause>, scope: Scope): Status;
  /** Runs the body of a parameterized rule, which may not nest without end. */
  call(body: () => Status): Status;
  /** The status of a named rule. */
  ruleStatus(name: string): Status;
}
