import type { FileReport } from "@gatehouse/guard";
import { bold, dim, green, red, yellow } from "../../paint.ts";
import type { Judgement, Verdict } from "../judgement.ts";

/** Which rules are listed, as `--show-summary` says. */
export type Summary = ReadonlySet<"pass" | "fail" | "skip">;

/** A line for each rule that passed or did not apply, where that is asked for; failures tell more elsewhere. */
export function summaryLines(
  { verdicts, shown }: Judgement,
  summary: Summary,
): string {
  return verdicts
    .flatMap(({ status, rule, source }) =>
      (status === "PASS" && summary.has("pass")) ||
      (status === "SKIP" && summary.has("skip"))
        ? [
            `${status === "PASS" ? green(status) : dim(status)}  ${shown}  ${rule.name}  ${dim(source.shown)}\n`,
          ]
        : [],
    )
    .join("");
}

/** What was counted over all documents. */
export class Tally {
  #documents = 0;
  readonly #verdicts = new Map<Verdict["status"], number>();

  add({ verdicts }: Judgement): void {
    this.#documents += 1;
    for (const { status } of verdicts)
      this.#verdicts.set(status, (this.#verdicts.get(status) ?? 0) + 1);
  }

  /** One line: what was checked and how it went. */
  line(): string {
    const counts = TOLD.flatMap(([status, word, paint]) => {
      const count = this.#verdicts.get(status) ?? 0;
      return count > 0 ? [paint(`${count.toLocaleString("en")} ${word}`)] : [];
    });
    const documents =
      this.#documents === 1
        ? "1 document"
        : `${this.#documents.toLocaleString("en")} documents`;
    return `${bold(documents)}: ${counts.length > 0 ? counts.join(", ") : "no rule applies"}\n`;
  }
}

const TOLD = [
  ["FAIL", "failed", red],
  ["ERROR", "could not be decided", red],
  ["WARN", "warned", yellow],
  ["SUPPRESSED", "suppressed", dim],
  ["PASS", "passed", green],
  ["SKIP", "did not apply", dim],
] as const;

/** The table that cfn-guard writes before its JSON or YAML. */
export function cfnGuardTable(report: FileReport, summary: Summary): string {
  const rows = TABLE.flatMap(([kind, status, title]) => {
    const names = report.rules.filter(
      (rule) =>
        rule.status === status ||
        (status === "FAIL" && rule.status === "ERROR"),
    );
    return summary.has(kind) && names.length > 0
      ? [{ title, status, names }]
      : [];
  });
  if (rows.length === 0) return "";
  const full = (name: string) =>
    name.startsWith(`${report.ruleFile}/`)
      ? name
      : `${report.ruleFile}/${name}`;
  const width = Math.max(...report.rules.map(({ name }) => full(name).length));
  const status = report.status === "ERROR" ? "FAIL" : report.status;
  return [
    `${report.name} Status = ${status}`,
    ...rows.flatMap(({ title, status: each, names }) => [
      `${title} rules`,
      ...names.map(({ name }) => `${full(name).padEnd(width)}    ${each}`),
    ]),
    "---",
    "",
  ].join("\n");
}

const TABLE = [
  ["skip", "SKIP", "SKIP"],
  ["pass", "PASS", "PASS"],
  ["fail", "FAIL", "FAILED"],
] as const;
