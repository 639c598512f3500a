import {
  toCfnGuardJson,
  type CfnGuardCheck,
  type CfnGuardFileReport,
  type FileReport,
} from "@gatehouse/guard";
import { suppressing, type Judgement, type Verdict } from "../judgement.ts";
import type { Suppression } from "../suppressions.ts";

/**
 * A document in cfn-guard's JSON. What cfn-guard does not know is in members of its own, which are
 * there only where there is something to tell.
 */
export interface CheckReport extends CfnGuardFileReport {
  /** Rules that fail and only warn. */
  readonly warnings?: readonly CfnGuardCheck[];
  readonly suppressed?: readonly {
    readonly rule: string;
    readonly path: string;
    readonly reason: string;
    readonly until?: string;
  }[];
}

/** Puts a judgement into cfn-guard's JSON. */
export function checkReport(judgement: Judgement): CheckReport {
  const { document, reports, verdicts } = judgement;
  return { ...reportOf(reports, verdicts), name: document.file ?? "" };
}

/** The same for a part of the rule files. */
export function reportOf(
  reports: readonly FileReport[],
  verdicts: readonly Verdict[],
): CheckReport {
  const report = toCfnGuardJson(reports);
  const lenient = verdicts.some(
    ({ status, suppressed }) =>
      status === "WARN" || suppressed.length > 0 || status === "SUPPRESSED",
  );
  if (!lenient) return report;
  const failed = verdicts.filter(
    ({ rule }) => rule.status === "FAIL" || rule.status === "ERROR",
  );
  const told: CfnGuardCheck[] = [];
  const warnings: CfnGuardCheck[] = [];
  report.not_compliant.forEach((check, index) => {
    const verdict = failed[index];
    if (!verdict || verdict.status === "SUPPRESSED") return;
    const rest =
      verdict.suppressed.length > 0 ? without(check, verdict) : check;
    if (rest) (verdict.status === "WARN" ? warnings : told).push(rest);
  });
  const suppressed = verdicts.flatMap(({ rule, suppressed: clauses }) =>
    clauses.map(({ clause, by: { reason, until } }) => ({
      rule: rule.name,
      path: clause.path,
      reason,
      ...(until === undefined ? {} : { until }),
    })),
  );
  const some = told.length > 0 ? "FAIL" : "PASS";
  return {
    ...report,
    status: report.status === "FAIL" ? some : report.status,
    not_compliant: told,
    ...(warnings.length > 0 ? { warnings } : {}),
    ...(suppressed.length > 0 ? { suppressed } : {}),
  };
}

/** A failed rule without the checks that are suppressed; undefined where none is left. */
function without(
  check: CfnGuardCheck,
  verdict: Verdict,
): CfnGuardCheck | undefined {
  const own: Suppression[] = verdict.suppressed.map(({ by }) => by);
  const prune = (each: CfnGuardCheck): CfnGuardCheck | undefined => {
    if ("Rule" in each) {
      const checks = each.Rule.checks.flatMap((inner) => prune(inner) ?? []);
      return checks.length > 0 ? { Rule: { ...each.Rule, checks } } : undefined;
    }
    if ("Disjunctions" in each) {
      const checks = each.Disjunctions.checks.flatMap(
        (inner) => prune(inner) ?? [],
      );
      return checks.length > 0 ? { Disjunctions: { checks } } : undefined;
    }
    const path = pathOf(each);
    return path !== undefined && suppressing(own, path) ? undefined : each;
  };
  return prune(check);
}

/** Where a check looked. */
function pathOf(check: CfnGuardCheck): string | undefined {
  if ("Block" in check) return check.Block.unresolved?.traversed_to.path;
  if (!("Clause" in check)) return undefined;
  const { check: inner } =
    "Unary" in check.Clause ? check.Clause.Unary : check.Clause.Binary;
  if ("UnResolved" in inner) return inner.UnResolved.value.traversed_to.path;
  if ("InResolved" in inner) return inner.InResolved.from.path;
  if (!("Resolved" in inner)) return undefined;
  const { Resolved: found } = inner;
  return "from" in found ? found.from.path : found.value.path;
}
