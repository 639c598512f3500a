import {
  evaluate,
  loadDocument,
  parseRules,
  stringifyCfnGuardJson,
  toCfnGuardJson,
  type CfnGuardFileReport,
  type FileReport,
  type ParsedRules,
} from "../src/index.ts";
import type { Oracle } from "./oracle.ts";

/** How many pairs of a rule file and a document were compared, and with what outcome. */
export interface Agreement {
  /** Both decided, and the same. */
  same: number;
  /** cfn-guard ends with an error, and there is an error here too. */
  bothFail: number;
  /** cfn-guard crashes while it writes its report, and there is an answer here. */
  crashes: number;
  readonly differences: string[];
}

export function noAgreement(): Agreement {
  return { same: 0, bothFail: 0, crashes: 0, differences: [] };
}

/** Compares verdicts and, where told, whole reports for one rule file and several documents. */
export function compareWith(
  oracle: Oracle,
  agreement: Agreement,
  rules: string,
  documents: readonly string[],
  whole = false,
): void {
  const parsed = parseRules(rules, { file: "RULES_STDIN[1]" });
  const ours = documents.map((each) => answer(parsed, each));
  const decided = documents.flatMap((document, index) => {
    const report = ours[index];
    return report && report.status !== "ERROR" ? [{ document, report }] : [];
  });
  const together = oracle.validate(
    [rules],
    decided.map(({ document }) => document),
  );
  if (together.reports?.length === decided.length)
    for (const [index, { document, report }] of decided.entries())
      judge(agreement, rules, document, report, together.reports[index], whole);
  else
    for (const { document, report } of decided)
      alone(oracle, agreement, rules, document, report, whole);
  // Where there is an error, one document stands for all.
  const failing = ours.findIndex((each) => each?.status === "ERROR");
  const document = documents[failing];
  if (document !== undefined)
    alone(oracle, agreement, rules, document, ours[failing], whole);
}

function answer(parsed: ParsedRules, document: string): FileReport | undefined {
  const loaded = loadDocument(document, { file: "DATA_STDIN[1]" });
  if (!parsed.ok || !loaded.ok) return undefined;
  return evaluate(parsed.rules, loaded.document);
}

function alone(
  oracle: Oracle,
  agreement: Agreement,
  rules: string,
  document: string,
  report: FileReport | undefined,
  whole: boolean,
): void {
  const { code, reports } = oracle.validate([rules], [document]);
  const failed = report?.status === "ERROR";
  if (code === 101) agreement.crashes += 1;
  else if (!reports && failed) agreement.bothFail += 1;
  else if (!reports || failed || !report)
    agreement.differences.push(
      `${rules}\n${document}\ncfn-guard ends with ${code}; here ${failed ? JSON.stringify(report.rules.find(({ error }) => error)?.error) : report?.status}`,
    );
  else judge(agreement, rules, document, report, reports[0], whole);
}

function judge(
  agreement: Agreement,
  rules: string,
  document: string,
  report: FileReport,
  theirs: CfnGuardFileReport | undefined,
  whole: boolean,
): void {
  const ours = toCfnGuardJson([report]);
  const [left, right] = [ours, theirs].map((each) =>
    each === undefined ? "" : whole ? comparable(each) : verdict(each),
  );
  if (left === right) agreement.same += 1;
  else
    agreement.differences.push(
      `${rules}\n${document}\ncfn-guard: ${right}\nhere:      ${left}`,
    );
}

function verdict(report: CfnGuardFileReport): string {
  return JSON.stringify([
    report.status,
    report.not_compliant.map((each) => ("Rule" in each ? each.Rule.name : "")),
    report.not_applicable.toSorted(),
    report.compliant.toSorted(),
  ]);
}

/** All but names of documents and the reasons why a path ends, which are in words of our own. */
function comparable(report: CfnGuardFileReport): string {
  return stringifyCfnGuardJson(
    JSON.parse(stringifyCfnGuardJson(report), (key, value: unknown) =>
      key === "reason" || key === "name" ? undefined : value,
    ),
  );
}
