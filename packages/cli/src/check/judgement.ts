import type {
  ClauseReport,
  FileReport,
  GuardDocument,
  RuleReport,
} from "@gatehouse/guard";
import type { RuleSource } from "./inputs.ts";
import type { Suppression } from "./suppressions.ts";

/** What becomes of one rule on one document, after warnings and suppressions. */
export interface Verdict {
  readonly source: RuleSource;
  readonly rule: RuleReport;
  /** WARN: it fails and is to warn only. SUPPRESSED: all that fails is suppressed. */
  readonly status: RuleReport["status"] | "WARN" | "SUPPRESSED";
  /** The clauses that failed and are not suppressed. */
  readonly open: readonly ClauseReport[];
  readonly suppressed: readonly SuppressedClause[];
}

export interface SuppressedClause {
  readonly clause: ClauseReport;
  readonly by: Suppression;
}

/** What all rules say of one document. */
export interface Judgement {
  readonly document: GuardDocument;
  /** The document as people see it. */
  readonly shown: string;
  readonly reports: readonly FileReport[];
  readonly verdicts: readonly Verdict[];
  readonly status: "PASS" | "FAIL" | "SKIP" | "ERROR";
}

export interface Leniency {
  /** Names of rules that only warn. */
  readonly warn: ReadonlySet<string>;
  readonly suppressions: readonly Suppression[];
}

/** Judges a document by what the rules reported of it. */
export function judge(
  document: GuardDocument,
  shown: string,
  reports: readonly (readonly [RuleSource, FileReport])[],
  leniency: Leniency,
): Judgement {
  const verdicts = reports.flatMap(([source, report]) =>
    verdictsOf(source, report, leniency),
  );
  return {
    document,
    shown,
    reports: reports.map(([, report]) => report),
    verdicts,
    status: overall(verdicts),
  };
}

function verdictsOf(
  source: RuleSource,
  report: FileReport,
  { warn, suppressions }: Leniency,
): readonly Verdict[] {
  // What a rule is let off, rules that fail only because they depend on it are let off, too.
  const through = new Map<string, Suppression>();
  const warned = new Set(warn);
  for (;;) {
    const known = through.size + warned.size;
    const verdicts = report.rules.map((rule) => {
      const verdict = verdictOf(source, rule, suppressions, through);
      const [first] = verdict.suppressed;
      if (verdict.status === "SUPPRESSED" && first)
        through.set(rule.name, first.by);
      if (verdict.status !== "FAIL" || !onlyWarns(verdict, warned))
        return verdict;
      warned.add(rule.name);
      return { ...verdict, status: "WARN" as const };
    });
    if (through.size + warned.size === known) return verdicts;
  }
}

function onlyWarns(
  { rule, open }: Verdict,
  warned: ReadonlySet<string>,
): boolean {
  if (warned.has(rule.name)) return true;
  return (
    open.length > 0 &&
    open.every((clause) => warned.has(dependedOn(clause) ?? ""))
  );
}

function verdictOf(
  source: RuleSource,
  rule: RuleReport,
  suppressions: readonly Suppression[],
  through: ReadonlyMap<string, Suppression>,
): Verdict {
  if (rule.status !== "FAIL")
    return { source, rule, status: rule.status, open: [], suppressed: [] };
  const own = suppressions.filter((each) => each.rule === rule.name);
  if (own.length === 0 && through.size === 0)
    return { source, rule, status: "FAIL", open: rule.clauses, suppressed: [] };
  const open: ClauseReport[] = [];
  const suppressed: SuppressedClause[] = [];
  for (const clause of rule.clauses) {
    const by =
      suppressing(own, clause.path) ?? through.get(dependedOn(clause) ?? "");
    if (by) suppressed.push({ clause, by });
    else open.push(clause);
  }
  const silent =
    open.length === 0 &&
    (suppressed.length > 0 || own.some(({ resource }) => !resource));
  return {
    source,
    rule,
    status: silent ? "SUPPRESSED" : "FAIL",
    open,
    suppressed,
  };
}

/** The suppression that covers a place in the template. */
export function suppressing(
  suppressions: readonly Suppression[],
  path: string,
): Suppression | undefined {
  const resource = resourceOf(path);
  return suppressions.find(
    (each) => each.resource === undefined || each.resource === resource,
  );
}

/** The logical id of the resource that a path leads into. */
export function resourceOf(path: string): string | undefined {
  return /^\/Resources\/([^/]+)/.exec(path)?.[1];
}

/** The rule that must pass, for a clause that is nothing but its name. */
function dependedOn({ wanted, clause }: ClauseReport): string | undefined {
  return wanted === "PASS" ? /^[\w-]+/.exec(clause)?.[0] : undefined;
}

function overall(verdicts: readonly Verdict[]): Judgement["status"] {
  const has = (...wanted: readonly Verdict["status"][]) =>
    verdicts.some(({ status }) => wanted.includes(status));
  if (has("ERROR")) return "ERROR";
  if (has("FAIL")) return "FAIL";
  return has("PASS", "WARN", "SUPPRESSED") ? "PASS" : "SKIP";
}
