import type { ClauseReport, GuardDocument } from "@gatehouse/guard";
import { bold, dim, green, red, yellow } from "../../paint.ts";
import { resourceOf, type Judgement, type Verdict } from "../judgement.ts";
import { excerpt } from "./excerpt.ts";
import { placeOf, resourceType } from "./place.ts";
import { printable } from "./printable.ts";
import { remedy } from "./remedy.ts";
import { withoutMessage } from "./sentence.ts";

/** One document for people: what fails, where, why, and what would pass. */
export function judgementText(judgement: Judgement): string {
  const told = judgement.verdicts.filter(
    ({ status, suppressed }) =>
      status === "FAIL" ||
      status === "WARN" ||
      status === "ERROR" ||
      suppressed.length > 0,
  );
  const lines = told.flatMap((verdict) => verdictLines(judgement, verdict));
  return lines.map((line) => `${line}\n`).join("");
}

function verdictLines(judgement: Judgement, verdict: Verdict): string[] {
  const { rule, source, status } = verdict;
  const heading = `${LABELS[status] ?? status}  ${bold(printable(rule.name))}  ${dim(`${source.shown}:${rule.line}`)}`;
  if (status === "ERROR")
    return [
      heading,
      `  ${judgement.shown}`,
      `  The rule cannot be decided: ${printable(rule.error?.message ?? "")}${rule.error?.line === undefined ? "" : ` (${source.shown}:${rule.error.line}:${rule.error.column ?? 1})`}`,
      "",
    ];
  return [
    ...(status === "SUPPRESSED" ? [] : [heading, ""]),
    ...groups(verdict.open).flatMap((group) =>
      groupLines(judgement, source.shown, group),
    ),
    ...suppressedLines(judgement, verdict),
  ];
}

const LABELS: Readonly<Record<string, string>> = {
  FAIL: red(bold("FAIL")),
  WARN: yellow(bold("WARN")),
  ERROR: red(bold("ERROR")),
  SUPPRESSED: dim("SUPPRESSED"),
};

/** Alternatives of one another stand together. */
function groups(clauses: readonly ClauseReport[]): ClauseReport[][] {
  const all: ClauseReport[][] = [];
  for (const clause of clauses) {
    const last = all.at(-1);
    if (
      clause.alternative !== undefined &&
      last?.[0]?.alternative === clause.alternative
    )
      last.push(clause);
    else all.push([clause]);
  }
  return all;
}

function groupLines(
  { document, shown }: Judgement,
  rules: string,
  group: readonly ClauseReport[],
): string[] {
  const parts: string[] = [];
  const messages = new Set(group.flatMap(({ message }) => message ?? []));
  let before = "";
  for (const [index, clause] of group.entries()) {
    const place = placeOf(document, clause);
    const where = `${shown}${place ? `:${place.line}:${place.column}` : ""}`;
    if (index > 0) parts.push(`  ${dim("or")}`);
    if (where !== before) {
      parts.push(`  ${bold(where)}${about(document, clause)}`);
      if (place) parts.push(...excerpt(document, place));
    }
    before = where;
    if (index === 0)
      for (const message of messages)
        parts.push(
          ...printable(message)
            .split("\n")
            .map((line) => `  ${yellow(line)}`),
        );
    parts.push(...reasonLines(clause, rules));
  }
  return [...parts, ""];
}

function reasonLines(clause: ClauseReport, rules: string): string[] {
  const field = (name: string, text: string) =>
    `  ${name.padEnd(6)}  ${printable(text)}`;
  return [
    field("wanted", `${withoutMessage(clause.clause)}`) +
      dim(`  ${rules}:${clause.ruleLine}`),
    field("found", clause.reason),
    `  ${green("passes")}  ${printable(remedy(clause))}`,
    ...(isFunction(clause.actual)
      ? [
          dim(
            "  The value is a function: --resolve checks what parameters make of it.",
          ),
        ]
      : []),
  ];
}

function about(document: GuardDocument, { path }: ClauseReport): string {
  const resource = resourceOf(path);
  if (resource === undefined)
    return path === "" ? "" : `  ${dim(printable(path))}`;
  const type = resourceType(document, resource);
  return `  ${printable(resource)}${type === undefined ? "" : dim(` (${printable(type)})`)}  ${dim(printable(path))}`;
}

function isFunction(value: ClauseReport["actual"]): boolean {
  if (typeof value !== "object" || value === null) return false;
  const [name, ...more] = Object.keys(value);
  return more.length === 0 && /^(Ref|Fn::\w+)$/.test(name ?? "");
}

function suppressedLines(
  { document, shown }: Judgement,
  { rule, suppressed }: Verdict,
): string[] {
  return suppressed.map(({ clause, by: { reason, until } }) => {
    const place = placeOf(document, clause);
    const where = `${shown}${place ? `:${place.line}:${place.column}` : ""}`;
    const end = until === undefined ? "" : `, until ${until}`;
    return dim(
      printable(`SUPPRESSED  ${rule.name}  ${where}  ${reason}${end}`),
    );
  });
}
