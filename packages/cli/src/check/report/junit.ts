import type { Judgement, Verdict } from "../judgement.ts";
import { sentence } from "./sentence.ts";
import { xmlOf, type Element } from "./xml.ts";

/** JUnit as cfn-guard has it: a suite for each document, a case for each rule file. */
export function junit(judgements: readonly Judgement[]): string {
  const suites = judgements.map(suite);
  const sum = (name: "failures" | "errors") =>
    suites.reduce((total, each) => total + Number(each.attributes[name]), 0);
  return xmlOf({
    name: "testsuites",
    attributes: {
      name: "gatehouse check report",
      tests: judgements.reduce((sum, { reports }) => sum + reports.length, 0),
      failures: sum("failures"),
      errors: sum("errors"),
      time: 0,
    },
    content: suites,
  });
}

function suite({ document, verdicts }: Judgement): Element {
  const byFile = Map.groupBy(verdicts, ({ source }) => source);
  const cases = Array.from(byFile, ([source, own]) =>
    testCase(source.rules.file ?? "", own),
  );
  const having = (name: string) =>
    cases.filter(
      ({ content }) =>
        typeof content !== "string" &&
        content.some((each) => each.name === name),
    ).length;
  return {
    name: "testsuite",
    attributes: {
      name: document.file ?? "",
      errors: having("error"),
      failures: having("failure"),
      time: 0,
    },
    content: cases,
  };
}

function testCase(file: string, verdicts: readonly Verdict[]): Element {
  const failed = verdicts.filter(({ status }) => status === "FAIL");
  const broken = verdicts.filter(({ status }) => status === "ERROR");
  const skipped = verdicts.every(({ status }) => status === "SKIP");
  const troubles: Element[] = [
    ...(failed.length > 0
      ? [
          {
            name: "failure",
            attributes: { message: named(failed) },
            content: failed
              .flatMap(({ rule, open }) =>
                open.map((clause) => `${rule.name}: ${sentence(clause)}`),
              )
              .join("\n"),
          },
        ]
      : []),
    ...(broken.length > 0
      ? [
          {
            name: "error",
            attributes: { message: named(broken) },
            content: broken
              .map(({ rule }) => `${rule.name}: ${rule.error?.message ?? ""}`)
              .join("\n"),
          },
        ]
      : []),
  ];
  return {
    name: "testcase",
    attributes: {
      name: file,
      time: 0,
      ...(troubles.length > 0 ? {} : { status: skipped ? "skip" : "pass" }),
    },
    content: troubles,
  };
}

function named(verdicts: readonly Verdict[]): string {
  return [...new Set(verdicts.map(({ rule }) => rule.name))].join(", ");
}
