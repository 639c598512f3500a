import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { parseRules } from "../syntax/parse-rules.ts";
import { runRuleTests } from "./run-rule-tests.ts";

const parsed = parseRules(
  "rule a { x == 1 }\nrule b when x == 2 { x exists }\ny exists",
  {
    file: "r.guard",
  },
);
ok(parsed.ok);
const { rules } = parsed;

test("a rule test compares what rules come to with what is expected", () => {
  const result = runRuleTests(
    rules,
    `- name: one
  input: {x: 1, y: 2}
  expectations:
    rules: {a: PASS, b: SKIP, default: PASS}
- name: two
  input: {x: 2}
  expectations:
    rules: {a: PASS}
`,
  );
  ok(result.ok);
  equal(result.passed, false);
  deepEqual(
    result.tests.map(({ name, line, rules: tested }) => [
      name,
      line,
      ...tested.map(
        (each) => `${each.name} ${each.outcome} ${each.evaluated.join()}`,
      ),
    ]),
    [
      ["one", 1, "default PASS PASS", "a PASS PASS", "b PASS SKIP"],
      ["two", 5, "default SKIP FAIL", "a FAIL FAIL", "b SKIP PASS"],
    ],
  );
  const failed = result.tests[1]?.rules[1]?.reports[0]?.clauses[0];
  deepEqual([failed?.path, failed?.position], ["/x", { line: 6, column: 14 }]);
});

test("a test file that is none is told with its place", () => {
  const problem = (text: string) => {
    const result = runRuleTests(rules, text);
    return result.ok
      ? "none"
      : result.errors.map(({ line, message }) => `${line} ${message}`)[0];
  };
  equal(problem("a: 1"), "1 A test file is a list of tests");
  equal(problem("- name: x\n"), "1 The test has no input");
  equal(
    problem("- input: {}\n  expectations:\n    rules:\n      a: MAYBE\n"),
    "4 PASS, FAIL or SKIP is expected of the rule a",
  );
});
