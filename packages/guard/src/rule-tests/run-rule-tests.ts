import { evaluate, type EvaluateOptions } from "../evaluate/evaluate.ts";
import { loadDocument } from "../load/document.ts";
import type { RuleReport } from "../report/report.ts";
import type { Problem } from "../syntax/parse-rules.ts";
import type { RuleFile } from "../syntax/tree.ts";
import { positionIn } from "../position.ts";
import { moved, sourceOf, type GuardValue } from "../value.ts";

/** How one rule did in one test. */
export interface TestedRule {
  readonly name: string;
  /** FAIL: not as expected. SKIP: nothing was expected of it. */
  readonly outcome: "PASS" | "FAIL" | "SKIP";
  readonly expected: "PASS" | "FAIL" | "SKIP" | undefined;
  /** What each rule of this name came to. */
  readonly evaluated: readonly RuleReport["status"][];
  /** The reports of these rules, for their reasons. */
  readonly reports: readonly RuleReport[];
}

export interface RuleTest {
  readonly name: string;
  /** Where it starts in the test file. */
  readonly line: number;
  readonly rules: readonly TestedRule[];
}

export type RuleTestResult =
  | {
      readonly ok: true;
      readonly passed: boolean;
      readonly tests: readonly RuleTest[];
    }
  | { readonly ok: false; readonly errors: readonly Problem[] };

/**
 * Runs a test file of `cfn-guard test` (YAML or JSON): a list of `name`, `input` and
 * `expectations.rules` with PASS, FAIL or SKIP by the name of the rule. Never throws.
 */
export function runRuleTests(
  rules: RuleFile,
  content: string | Uint8Array,
  { file, ...options }: EvaluateOptions & { readonly file?: string } = {},
): RuleTestResult {
  const loaded = loadDocument(content, {
    dialect: "test",
    ...(file === undefined ? {} : { file }),
  });
  if (!loaded.ok) return loaded;
  const { root } = loaded.document;
  if (root.kind !== "list")
    return invalid(file, root, "A test file is a list of tests");
  const tests: RuleTest[] = [];
  for (const each of root.value) {
    const spec = readSpec(each);
    if ("problem" in spec) return invalid(file, spec.at, spec.problem);
    const source = sourceOf(each);
    const document = {
      file,
      text: loaded.document.text,
      root: moved(spec.input, undefined, undefined, undefined, source),
    };
    const report = evaluate(rules, document, options);
    tests.push({
      name: spec.name,
      line: source ? positionIn(source, each.at).line : 0,
      rules: judge(report.rules, spec.expected, rules.file),
    });
  }
  const passed = tests.every((test) =>
    test.rules.every(({ outcome }) => outcome !== "FAIL"),
  );
  return { ok: true, passed, tests };
}

type Expected = "PASS" | "FAIL" | "SKIP";

type Spec =
  | {
      readonly name: string;
      readonly input: GuardValue;
      readonly expected: ReadonlyMap<string, Expected>;
    }
  | { readonly problem: string; readonly at: GuardValue };

function readSpec(value: GuardValue): Spec {
  if (value.kind !== "map")
    return { problem: "A test has an input and expectations", at: value };
  const name = value.value.get("name");
  const input = value.value.get("input");
  if (!input) return { problem: "The test has no input", at: value };
  const expectations = value.value.get("expectations");
  const wanted =
    expectations?.kind === "map" ? expectations.value.get("rules") : undefined;
  if (wanted?.kind !== "map")
    return {
      problem: "The test has no expectations with rules",
      at: expectations ?? value,
    };
  const expected = new Map<string, Expected>();
  for (const [rule, status] of wanted.value) {
    if (!isExpected(status.value))
      return {
        problem: `PASS, FAIL or SKIP is expected of the rule ${rule}`,
        at: status,
      };
    expected.set(rule, status.value);
  }
  return { name: name?.kind === "string" ? name.value : "", input, expected };
}

function isExpected(value: unknown): value is Expected {
  return value === "PASS" || value === "FAIL" || value === "SKIP";
}

/** Of several rules with a name, one must be as expected; all must, if SKIP is. */
function judge(
  reports: readonly RuleReport[],
  expected: ReadonlyMap<string, Expected>,
  file: string | undefined,
): TestedRule[] {
  const byName = Map.groupBy(reports, ({ name }) =>
    file !== undefined && name === `${file}/default` ? "default" : name,
  );
  return Array.from(byName, ([name, same]) => {
    const wanted = expected.get(name);
    const evaluated = same.map(({ status }) => status);
    const met =
      wanted === "SKIP"
        ? evaluated.every((each) => each === "SKIP")
        : wanted !== undefined && evaluated.includes(wanted);
    const outcome = wanted === undefined ? "SKIP" : met ? "PASS" : "FAIL";
    return { name, outcome, expected: wanted, evaluated, reports: same };
  });
}

function invalid(
  file: string | undefined,
  at: GuardValue,
  message: string,
): RuleTestResult {
  const source = sourceOf(at);
  const place = source ? positionIn(source, at.at) : {};
  return { ok: false, errors: [{ file, ...place, message }] };
}
