import type { FailureCode, Status } from "../evaluate/run.ts";
import type { RecordNode } from "../evaluate/record.ts";
import type { GuardDocument } from "../load/document.ts";
import { positionIn, type Position } from "../position.ts";
import type { Rule, RuleFile } from "../syntax/tree.ts";
import { clauseReports, type ClauseReport } from "./clause-report.ts";
import { trace, type TraceNode } from "./trace.ts";

/** Why a rule could not be decided, and where in the rule file. */
export interface RuleFailure extends Partial<Position> {
  readonly code: FailureCode | "ConflictingParameters";
  readonly message: string;
}

/** What one rule says of a document. */
export interface RuleReport extends Position {
  readonly name: string;
  readonly status: Status | "ERROR";
  /** Why it could not be decided; only with ERROR. */
  readonly error: RuleFailure | undefined;
  /** Every clause that failed, with its reason; empty unless FAIL. Found when first asked for. */
  readonly clauses: readonly ClauseReport[];
  /** The custom messages of the clauses that failed, each once. */
  readonly messages: readonly string[];
  /** The evaluation step by step, whatever its outcome. Found when first asked for. */
  readonly trace: readonly TraceNode[];
}

/** What the rules of one file say of one document. */
export interface FileReport {
  /** The document's name. */
  readonly name: string | undefined;
  /** The rule file's name. */
  readonly ruleFile: string | undefined;
  /** ERROR where a rule could not be decided; else FAIL where one fails, PASS where one passes. */
  readonly status: Status | "ERROR";
  /** In the order of the rule file; a name may come more than once. */
  readonly rules: readonly RuleReport[];
}

/** What a report's other forms are made from. */
export interface ReportSource {
  readonly rules: RuleFile;
  readonly document: GuardDocument;
  readonly records: () => readonly RecordNode[];
}

const sources = new WeakMap<FileReport, ReportSource>();

/** What a report was made from. */
export function sourceOfReport(report: FileReport): ReportSource {
  const source = sources.get(report);
  if (!source) throw new TypeError("This report was not made by evaluate()");
  return source;
}

/** Makes a report of which the reasons are found only when asked for: passing is cheap. */
export function fileReport(
  rules: RuleFile,
  document: GuardDocument,
  outcomes: readonly (Status | RuleFailure)[],
  evaluateAgain: () => readonly RecordNode[],
): FileReport {
  let found: readonly RecordNode[] | undefined;
  const records = () => (found ??= evaluateAgain());
  const source: ReportSource = { rules, document, records };
  const report: FileReport = {
    name: document.file,
    ruleFile: rules.file,
    status: overall(outcomes),
    rules: rules.rules.map(
      (rule, index) =>
        new LazyRuleReport(source, rule, index, outcomes[index] ?? "SKIP"),
    ),
  };
  sources.set(report, source);
  return report;
}

function overall(
  outcomes: readonly (Status | RuleFailure)[],
): FileReport["status"] {
  if (outcomes.some((each) => typeof each !== "string")) return "ERROR";
  if (outcomes.includes("FAIL")) return "FAIL";
  return outcomes.includes("PASS") ? "PASS" : "SKIP";
}

class LazyRuleReport implements RuleReport {
  readonly name: string;
  readonly status: RuleReport["status"];
  readonly error: RuleFailure | undefined;
  readonly #source: ReportSource;
  readonly #rule: Rule;
  readonly #index: number;
  #clauses: readonly ClauseReport[] | undefined;

  constructor(
    source: ReportSource,
    rule: Rule,
    index: number,
    outcome: Status | RuleFailure,
  ) {
    this.name = rule.name;
    this.status = typeof outcome === "string" ? outcome : "ERROR";
    this.error = typeof outcome === "string" ? undefined : outcome;
    this.#source = source;
    this.#rule = rule;
    this.#index = index;
  }

  get line(): number {
    return positionIn(this.#source.rules, this.#rule.at).line;
  }

  get column(): number {
    return positionIn(this.#source.rules, this.#rule.at).column;
  }

  get clauses(): readonly ClauseReport[] {
    if (this.status !== "FAIL") return [];
    return (this.#clauses ??= clauseReports(
      this.#records(),
      this.#source.rules,
    ));
  }

  get messages(): readonly string[] {
    const messages = this.clauses.flatMap(({ message }) => message ?? []);
    return [...new Set(messages)];
  }

  get trace(): readonly TraceNode[] {
    return trace(this.#records(), this.#source.rules);
  }

  /** Private fields and getters do not show in JSON by themselves. */
  toJSON(): RuleReport {
    const { name, status, error, line, column, clauses, messages } = this;
    return {
      name,
      status,
      error,
      line,
      column,
      clauses,
      messages,
    } as RuleReport;
  }

  #records(): readonly RecordNode[] {
    return this.#source.records()[this.#index]?.children ?? [];
  }
}
