import { positionIn } from "../position.ts";
import type { GuardDocument } from "../load/document.ts";
import {
  fileReport,
  type FileReport,
  type RuleFailure,
} from "../report/report.ts";
import type {
  Clause,
  Conjunctions,
  Operand,
  QueryPart,
  RuleFile,
} from "../syntax/tree.ts";
import type { GuardValue } from "../value.ts";
import { evaluateClauses, evaluateRule } from "./clauses.ts";
import { callFunction } from "./functions.ts";
import { merged } from "./input-parameters.ts";
import { followQuery } from "./query.ts";
import { Recorder } from "./record.ts";
import { EvaluationFailure, type Found, type Run, type Status } from "./run.ts";
import { BlockScope, type Scope } from "./scope.ts";

export interface EvaluateOptions {
  /** A document whose values are seen beside the document's own (cfn-guard's --input-parameters). */
  readonly inputParameters?: GuardDocument;
  /** Milliseconds since 1970, for `now()`; the machine's clock unless told. */
  readonly now?: number;
  /** How much work a rule file may be, in visits of values and comparisons: 10,000,000 unless told. */
  readonly steps?: number;
}

/** A second or two of work. */
const STEPS = 10_000_000;
/** How deep parameterized rules may call one another. */
const DEEPEST_CALLS = 100;

/**
 * Checks a document by the rules of one file, as cfn-guard 3.1.1 does. A rule that cannot be decided
 * has the status ERROR, and the others are decided all the same. Never throws; ends in bounded time.
 * Why clauses failed is found when a report is first asked for it.
 */
export function evaluate(
  rules: RuleFile,
  document: GuardDocument,
  options: EvaluateOptions = {},
): FileReport {
  const { inputParameters, steps = STEPS } = options;
  const now = Math.floor((options.now ?? Date.now()) / 1000);
  const root = inputParameters
    ? merged(inputParameters.root, document.root)
    : { ok: true as const, value: document.root };
  if (!root.ok) {
    const failure: RuleFailure = {
      code: "ConflictingParameters",
      message: root.message,
    };
    return fileReport(
      rules,
      document,
      rules.rules.map(() => failure),
      () => [],
    );
  }
  const decide = (recorder?: Recorder) =>
    new Evaluation(rules, root.value, { now, steps }, recorder).outcomes();
  return fileReport(rules, document, decide(), () => {
    const recorder = new Recorder();
    decide(recorder);
    return recorder.top;
  });
}

class Evaluation implements Run {
  readonly rules: RuleFile;
  readonly recorder: Recorder | undefined;
  readonly now: number;
  readonly #scope: BlockScope;
  readonly #statuses = new Map<string, Status>();
  readonly #running = new Set<string>();
  readonly #steps: number;
  #left: number;
  #calls = 0;

  constructor(
    rules: RuleFile,
    root: GuardValue,
    { now, steps }: { now: number; steps: number },
    recorder?: Recorder,
  ) {
    this.rules = rules;
    this.recorder = recorder;
    this.now = now;
    this.#steps = steps;
    this.#left = steps;
    this.#scope = new BlockScope(this, root, rules.assignments);
  }

  /** Each rule's outcome, in the order of the file. */
  outcomes(): (Status | RuleFailure)[] {
    return this.rules.rules.map((rule) => {
      try {
        return evaluateRule(this, rule, this.#scope);
      } catch (error) {
        this.#running.clear();
        this.#calls = 0;
        this.recorder?.unwind(rule);
        return this.#failure(error);
      }
    });
  }

  step(count = 1): void {
    this.#left -= count;
    if (this.#left < 0)
      throw new EvaluationFailure(
        "TooManySteps",
        `The rules take more than ${this.#steps.toLocaleString("en")} steps on this document`,
      );
  }

  query(parts: readonly QueryPart[], from: GuardValue, scope: Scope): Found[] {
    return followQuery(this, parts, from, scope);
  }

  operand(operand: Operand, scope: Scope): readonly Found[] {
    switch (operand.operand) {
      case "value":
        return [operand.value];
      case "query":
        return scope.query(operand.query.parts);
      case "call":
        return callFunction(
          this,
          operand.call.name,
          operand.call.parameters.map((each) => this.operand(each, scope)),
        );
      default:
        return operand satisfies never;
    }
  }

  clauses(clauses: Conjunctions<Clause>, scope: Scope): Status {
    return evaluateClauses(this, clauses, scope);
  }

  call(body: () => Status): Status {
    if (this.#calls >= DEEPEST_CALLS)
      throw new EvaluationFailure(
        "RecursiveRules",
        `Parameterized rules call one another more than ${DEEPEST_CALLS} deep`,
      );
    this.#calls += 1;
    const status = body();
    this.#calls -= 1;
    return status;
  }

  ruleStatus(name: string): Status {
    const before = this.#statuses.get(name);
    if (before) return before;
    const rules = this.rules.named.get(name);
    if (!rules)
      throw new EvaluationFailure("UnknownRule", `There is no rule ${name}`);
    if (this.#running.has(name))
      throw new EvaluationFailure(
        "RecursiveRules",
        `The rule ${name} depends on itself`,
      );
    this.#running.add(name);
    let status: Status = "SKIP";
    for (const rule of rules) {
      status = evaluateRule(this, rule, this.#scope);
      if (status !== "SKIP") break;
    }
    this.#running.delete(name);
    this.#statuses.set(name, status);
    return status;
  }

  #failure(error: unknown): RuleFailure {
    if (error instanceof EvaluationFailure)
      return {
        code: error.code,
        message: error.message,
        ...(error.at === undefined ? {} : positionIn(this.rules, error.at)),
      };
    if (error instanceof RangeError)
      return {
        code: "TooDeep",
        message: "The rules and the document nest too deeply together",
      };
    throw error;
  }
}
