import { pathToFileURL } from "node:url";
import type { ClauseReport } from "@gatehouse/guard";
import type { Judgement, Verdict } from "../judgement.ts";
import type { Suppression } from "../suppressions.ts";
import { placeOf } from "./place.ts";
import { sentence, withoutMessage } from "./sentence.ts";

const SCHEMA =
  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/** SARIF 2.1.0: a result for each clause that failed, at its true line, suppressed ones marked so. */
export function sarif(judgements: readonly Judgement[]): object {
  const results = judgements.flatMap((judgement) =>
    judgement.verdicts.flatMap((verdict) => resultsOf(judgement, verdict)),
  );
  const rules = new Map(
    judgements.flatMap(({ verdicts }) =>
      verdicts
        .filter(({ rule }) => rule.status === "FAIL" || rule.status === "ERROR")
        .map((verdict) => [ruleId(verdict), verdict] as const),
    ),
  );
  const files = judgements
    .filter(({ verdicts }) =>
      verdicts.some(
        ({ rule }) => rule.status === "FAIL" || rule.status === "ERROR",
      ),
    )
    .map((judgement) => ({ location: { uri: uriOf(judgement) } }));
  return {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "gatehouse check",
            fullName: "gatehouse check, rules in the Guard language 3.1.1",
            shortDescription: {
              text: "Checks templates and other structured data by rules in the Guard policy language.",
            },
            rules: Array.from(rules, ([id, verdict]) => ({
              id,
              name: verdict.rule.name,
              shortDescription: {
                text: `${verdict.rule.name} (${verdict.source.shown}:${verdict.rule.line})`,
              },
            })),
          },
        },
        artifacts: files,
        results,
      },
    ],
  };
}

function resultsOf(judgement: Judgement, verdict: Verdict): object[] {
  if (verdict.status === "ERROR")
    return [
      {
        ruleId: ruleId(verdict),
        level: "error",
        message: { text: verdict.rule.error?.message ?? "" },
        locations: [location(judgement)],
      },
    ];
  const level = verdict.status === "WARN" ? "warning" : "error";
  return [
    ...verdict.open.map((clause) => result(judgement, verdict, level, clause)),
    ...verdict.suppressed.map(({ clause, by }) =>
      result(judgement, verdict, level, clause, by),
    ),
  ];
}

function result(
  judgement: Judgement,
  verdict: Verdict,
  level: string,
  clause: ClauseReport,
  by?: Suppression,
): object {
  return {
    ruleId: ruleId(verdict),
    level,
    message: { text: sentence(clause) },
    locations: [location(judgement, clause)],
    properties: { path: clause.path, clause: withoutMessage(clause.clause) },
    ...(by
      ? { suppressions: [{ kind: "inSource", justification: by.reason }] }
      : {}),
  };
}

function location(judgement: Judgement, clause?: ClauseReport): object {
  const place = clause && placeOf(judgement.document, clause);
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(judgement) },
      region: place
        ? {
            startLine: place.line,
            startColumn: place.column,
            endColumn: place.column + place.length,
          }
        : { startLine: 1, startColumn: 1 },
    },
  };
}

/** In capitals, as cfn-guard has them. */
function ruleId({ rule }: Verdict): string {
  return rule.name.toUpperCase();
}

/** From the working directory on, which is a repository's root in a pipeline. */
function uriOf({ shown }: Judgement): string {
  return shown.startsWith("/") ? pathToFileURL(shown).href : encodeURI(shown);
}
