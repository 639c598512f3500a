import type { RuleTest, TestedRule } from "@gatehouse/guard";
import { bold, dim, green, red } from "../../paint.ts";
import { shown } from "../files.ts";
import type { TestedFile } from "../test-rules.ts";
import { printable } from "./printable.ts";
import { sentence } from "./sentence.ts";
import { traceText } from "./trace-text.ts";
import { xmlOf, type Element } from "./xml.ts";

/** Tests of rules for people: each rule file with its tests, failures with their reasons. */
export function testText(
  files: readonly TestedFile[],
  { verbose }: { readonly verbose: boolean },
): string {
  const lines = files.flatMap((each) => fileLines(each, verbose));
  const rules = files.flatMap(({ results }) =>
    results.flatMap(({ result }) =>
      result.ok ? result.tests.flatMap((test) => test.rules) : [],
    ),
  );
  const of = (outcome: string) =>
    rules.filter((each) => each.outcome === outcome).length;
  const counts = [
    ...(of("FAIL") > 0 ? [red(`${of("FAIL")} not as expected`)] : []),
    green(`${of("PASS")} as expected`),
    ...(of("SKIP") > 0 ? [dim(`${of("SKIP")} without expectation`)] : []),
  ];
  return [...lines, counts.join(", "), ""].join("\n");
}

function fileLines(
  { file, rules, results }: TestedFile,
  verbose: boolean,
): string[] {
  if (!rules) return [];
  if (results.length === 0)
    return [`${bold(shown(file))}  ${dim("has no tests")}`, ""];
  return [
    bold(shown(file)),
    ...results.flatMap((one) =>
      one.result.ok
        ? one.result.tests.flatMap((test) =>
            testLines(test, one.file, shown(file), verbose),
          )
        : [],
    ),
    "",
  ];
}

function testLines(
  { name, line, rules }: RuleTest,
  testFile: string,
  ruleFile: string,
  verbose: boolean,
): string[] {
  return [
    `  ${printable(name === "" ? "(no name)" : name)}  ${dim(`${testFile}:${line}`)}`,
    ...rules.flatMap((rule) => ruleLines(rule)),
    ...(verbose
      ? rules.flatMap(({ reports }) =>
          reports.flatMap((report) =>
            traceText(report, { rules: ruleFile, document: testFile })
              .trimEnd()
              .split("\n")
              .map((each) => `    ${each}`),
          ),
        )
      : []),
  ];
}

function ruleLines({
  name,
  outcome,
  expected,
  evaluated,
  reports,
}: TestedRule): string[] {
  if (outcome === "SKIP")
    return [
      dim(`    -     ${name}: ${evaluated.join(", ")}, nothing expected`),
    ];
  if (outcome === "PASS") return [`    ${green("ok")}    ${name}: ${expected}`];
  const reasons = reports.flatMap(({ clauses, error }) => [
    ...(error ? [error.message] : []),
    ...clauses.map(sentence),
  ]);
  return [
    `    ${red("FAIL")}  ${name}: expected ${expected}, was ${evaluated.join(", ")}`,
    ...reasons.map((reason) => `          ${printable(reason)}`),
  ];
}

/** JUnit as cfn-guard has it: a suite for each rule file, a case for each expectation. */
export function testJunit(files: readonly TestedFile[]): string {
  const suites = files
    .filter(
      ({ results, problems }) => results.length > 0 || problems.length > 0,
    )
    .map(suite);
  const sum = (name: "failures" | "errors") =>
    suites.reduce((total, each) => total + Number(each.attributes[name]), 0);
  return xmlOf({
    name: "testsuites",
    attributes: {
      name: "gatehouse check test report",
      tests: suites.reduce((total, { content }) => total + content.length, 0),
      failures: sum("failures"),
      errors: sum("errors"),
      time: 0,
    },
    content: suites,
  });
}

function suite({ file, results, problems }: TestedFile): Element {
  const broken = [
    ...problems,
    ...results.flatMap(({ result }) => (result.ok ? [] : result.errors)),
  ];
  const cases = [
    ...results.flatMap(({ result }) =>
      result.ok ? result.tests.flatMap(casesOf) : [],
    ),
    ...broken.map(({ message }) => ({
      name: "testcase",
      attributes: { name: file, time: 0 },
      content: [{ name: "error", attributes: {}, content: message }],
    })),
  ];
  return {
    name: "testsuite",
    attributes: {
      name: file,
      errors: broken.length,
      failures: cases.filter(
        ({ attributes, content }) => content.length > 0 && "id" in attributes,
      ).length,
      time: 0,
    },
    content: cases,
  };
}

function casesOf({ name: id, rules }: RuleTest): Element[] {
  return rules
    .filter(({ outcome }) => outcome !== "SKIP")
    .map(({ name, outcome, expected, evaluated }) => ({
      name: "testcase",
      attributes: {
        id,
        name,
        time: 0,
        ...(outcome === "PASS" ? { status: "pass" } : {}),
      },
      content:
        outcome === "PASS"
          ? []
          : [
              {
                name: "failure",
                attributes: {},
                content: `Expected = ${expected}, Evaluated = [${evaluated.join(", ")}]`,
              },
            ],
    }));
}
