import type { RuleTest, RuleTestResult } from "./run-rule-tests.ts";

/** What `cfn-guard test -o json` writes of one rule file. */
export type CfnGuardTestReport =
  | {
      readonly rule_file: string;
      readonly test_cases: readonly CfnGuardTestCase[];
    }
  | { readonly rule_file: string; readonly error: string };

export interface CfnGuardTestCase {
  readonly name: string;
  readonly passed_rules: readonly {
    readonly name: string;
    readonly evaluated: string;
  }[];
  readonly failed_rules: readonly {
    readonly name: string;
    readonly expected: string;
    readonly evaluated: readonly string[];
  }[];
  readonly skipped_rules: readonly { readonly name: string }[];
}

/** Puts the tests of a rule file into cfn-guard's own JSON. */
export function toCfnGuardTestJson(
  ruleFile: string,
  results: readonly RuleTestResult[],
): CfnGuardTestReport {
  const tests: RuleTest[] = [];
  for (const result of results) {
    if (!result.ok)
      return {
        rule_file: ruleFile,
        error: result.errors.map(({ message }) => message).join("\n"),
      };
    tests.push(...result.tests);
  }
  return { rule_file: ruleFile, test_cases: tests.map(testCase) };
}

function testCase({ name, rules }: RuleTest): CfnGuardTestCase {
  const of = (outcome: string) =>
    rules.filter((each) => each.outcome === outcome);
  return {
    name,
    passed_rules: of("PASS").map((rule) => ({
      name: rule.name,
      evaluated: rule.expected ?? "",
    })),
    failed_rules: of("FAIL").map((rule) => ({
      name: rule.name,
      expected: rule.expected ?? "",
      evaluated: rule.evaluated,
    })),
    skipped_rules: of("SKIP").map((rule) => ({ name: rule.name })),
  };
}
