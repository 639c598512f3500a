import { deepEqual, equal, ok } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { parseRules, runRuleTests, toCfnGuardTestJson } from "../src/index.ts";
import { compareWith, noAgreement, type Agreement } from "./agreement.ts";
import { CONSTRUCTS, CONSTRUCTS_DOCUMENT } from "./constructs.ts";
import { randomDocument, randomRules } from "./generator.ts";
import { findOracle, type Oracle } from "./oracle.ts";
import { Chance } from "./random.ts";
import { templateOf, vocabularyOf } from "./vocabulary.ts";

const found = await findOracle();
const PAIRS = Number(process.env["GUARD_PAIRS"] ?? 400);
const SEED =
  Number(process.env["PROPERTY_SEED"] ?? 1) || Date.now() % 1_000_000_000;

function withOracle(
  name: string,
  run: (oracle: Oracle, t: TestContext) => void,
): void {
  test(name, (t) => {
    if (typeof found !== "string") {
      run(found, t);
      return;
    }
    console.warn(`SKIPPED: ${name}: ${found}`);
    t.skip(found);
  });
}

withOracle(
  "every construct of the language is reported word for word as cfn-guard reports it",
  (oracle) => {
    const agreement = noAgreement();
    for (const construct of CONSTRUCTS)
      compareWith(
        oracle,
        agreement,
        `rule r {\n${construct}\n}`,
        [CONSTRUCTS_DOCUMENT],
        true,
      );
    agreed(agreement, CONSTRUCTS.length * 0.85);
  },
);

withOracle(
  "all of Control Tower's rules decide templates as cfn-guard does",
  (oracle, t) => {
    const agreement = noAgreement();
    const chance = new Chance(SEED);
    equal(oracle.controlTower.size, 237);
    for (const rules of oracle.controlTower.values()) {
      const vocabulary = vocabularyOf(rules);
      const templates = Array.from({ length: 4 }, () =>
        JSON.stringify(templateOf(vocabulary, chance)),
      );
      compareWith(oracle, agreement, rules, templates);
    }
    told(t, agreement);
    agreed(agreement, 800);
  },
);

withOracle(
  "random rules decide random documents as cfn-guard does",
  (oracle, t) => {
    const agreement = noAgreement();
    for (let round = 0; compared(agreement) < PAIRS; round += 1) {
      const chance = new Chance(SEED * 1_000_003 + round);
      const documents = Array.from({ length: 16 }, () =>
        JSON.stringify(randomDocument(chance)),
      );
      compareWith(oracle, agreement, randomRules(chance), documents);
      deepEqual(agreement.differences, [], `seed ${SEED}, round ${round}`);
    }
    told(t, agreement);
  },
);

withOracle(
  "rule tests come to the same in cfn-guard's own test files",
  (oracle) => {
    const directory = mkdtempSync(join(tmpdir(), "guard-tests-"));
    try {
      const chance = new Chance(SEED);
      for (const rules of [...oracle.controlTower.values()].slice(0, 12)) {
        const name = /^rule (\w+) when/m.exec(rules)?.[1] ?? "";
        const tests = Array.from({ length: 4 }, (_, index) => ({
          name: `test ${index}`,
          input: templateOf(vocabularyOf(rules), chance),
          expectations: {
            rules: { [name]: chance.pick(["PASS", "FAIL", "SKIP"]) },
          },
        }));
        const [ruleFile, testFile] = ["r.guard", "t.json"].map((file) =>
          join(directory, file),
        ) as [string, string];
        writeFileSync(ruleFile, rules);
        writeFileSync(testFile, JSON.stringify(tests));
        const { code, out } = oracle.run(
          "test",
          "-r",
          ruleFile,
          "-t",
          testFile,
          "-o",
          "json",
        );
        const parsed = parseRules(rules, { file: ruleFile });
        ok(parsed.ok);
        const result = runRuleTests(parsed.rules, JSON.stringify(tests));
        deepEqual(toCfnGuardTestJson(ruleFile, [result]), JSON.parse(out));
        equal(code, result.ok && result.passed ? 0 : 7);
      }
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
);

withOracle(
  "what cfn-guard breaks off at is an error here, with a reason",
  (oracle) => {
    const agreement = noAgreement();
    for (const clause of [
      "n empty",
      "%nowhere exists",
      "AWS::S3::Bucket { a exists }",
      'let c = parse_int("x")\n%c == 5',
      "no_such_rule(a)",
      "no_such_rule",
      "let c = join(l, ',')\n%c exists",
    ])
      compareWith(oracle, agreement, `rule r {\n${clause}\n}`, [
        CONSTRUCTS_DOCUMENT,
      ]);
    deepEqual(agreement.differences, []);
    equal(agreement.bothFail, 7);
  },
);

function compared({ same, bothFail, crashes }: Agreement): number {
  return same + bothFail + crashes;
}

function agreed(agreement: Agreement, atLeast: number): void {
  deepEqual(agreement.differences.slice(0, 3), []);
  ok(agreement.same >= atLeast, `only ${agreement.same} were decided by both`);
}

function told(t: TestContext, { same, bothFail, crashes }: Agreement): void {
  t.diagnostic(
    `${same} pairs the same, ${bothFail} errors in both, ${crashes} that cfn-guard crashes at`,
  );
}
