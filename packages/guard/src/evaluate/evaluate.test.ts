import { deepEqual, equal, match, ok } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { randomDocument, randomRules } from "../../testing/generator.ts";
import { Chance } from "../../testing/random.ts";
import { documentOf, loadDocument } from "../load/document.ts";
import type { FileReport } from "../report/report.ts";
import { parseRules } from "../syntax/parse-rules.ts";
import { evaluate, type EvaluateOptions } from "./evaluate.ts";

function check(
  rules: string,
  document: string,
  options?: EvaluateOptions,
): FileReport {
  const parsed = parseRules(rules, { file: "r.guard" });
  const loaded = loadDocument(document, { file: "t.yaml" });
  ok(parsed.ok && loaded.ok);
  return evaluate(parsed.rules, loaded.document, options);
}

function statuses(rules: string, document: string): string {
  return check(rules, document)
    .rules.map(({ name, status }) => `${name} ${status}`)
    .join(", ");
}

const VOLUME = `rule encrypted {
  Resources.*[ Type == "AWS::EC2::Volume" ] {
    Properties.Encrypted == true <<Volumes are encrypted here.>>
  }
}`;

test("a rule passes, fails, or is skipped where nothing concerns it", () => {
  const volume = (properties: string) =>
    `Resources:\n  V:\n    Type: AWS::EC2::Volume\n    Properties: ${properties}\n`;
  equal(statuses(VOLUME, volume("{Encrypted: true}")), "encrypted PASS");
  equal(statuses(VOLUME, volume("{Encrypted: false}")), "encrypted FAIL");
  equal(statuses(VOLUME, volume("{Size: 1}")), "encrypted FAIL");
  equal(
    statuses(VOLUME, "Resources: {B: {Type: AWS::S3::Bucket}}"),
    "encrypted SKIP",
  );
});

test("a failed clause tells its reason: path, line, actual and wanted value, message", () => {
  const report = check(
    VOLUME,
    "Resources:\n  V:\n    Type: AWS::EC2::Volume\n    Properties:\n      Encrypted: false\n",
  );
  equal(report.status, "FAIL");
  deepEqual(report.rules[0]?.clauses, [
    {
      clause: "Properties.Encrypted == true",
      ruleLine: 3,
      ruleColumn: 5,
      through: [],
      path: "/Resources/V/Properties/Encrypted",
      position: { line: 5, column: 18 },
      missing: undefined,
      actual: false,
      wanted: "== true",
      reason: "false is not equal to true",
      message: "Volumes are encrypted here.",
      alternative: undefined,
    },
  ]);
  deepEqual(report.rules[0]?.messages, ["Volumes are encrypted here."]);
});

test("what is missing is told with how far the path goes", () => {
  const [clause] =
    check("rule r { a.b.c exists }", "a:\n  b: {d: 1}\n").rules[0]?.clauses ??
    [];
  equal(clause?.path, "/a/b");
  equal(clause?.missing, "c");
  equal(clause?.actual, undefined);
  equal(clause?.reason, "c is missing at /a/b");
  deepEqual(clause?.position, { line: 2, column: 6 });
});

test("alternatives are told as such, and calls with their rules", () => {
  const [first, second, third] =
    check(
      "rule p(x) { %x == 1 <<inner>> }\nrule r { a == 1 or a == 2\n p(a) <<outer>> }",
      "a: 3",
    ).rules[0]?.clauses ?? [];
  equal(first?.alternative, 1);
  equal(second?.alternative, 1);
  deepEqual(third?.through, ["p"]);
  equal(third?.message, "inner");
  equal(third?.alternative, undefined);
});

test("a trace tells what passed as well", () => {
  const [clause] = check("rule r { a == 1 }", "a: 1").rules[0]?.trace ?? [];
  equal(clause?.status, "PASS");
  equal(clause?.text, "a == 1");
  equal(clause?.steps[0]?.path, "/a");
});

test("a rule that cannot be decided is an ERROR with its place, and the others are decided", () => {
  const report = check(
    "rule a { n empty }\nrule b { n exists }\nrule c { a\n}\nrule d { %x exists }\nrule e {\n no_such\n}\nrule f { AWS::S3::Bucket { a exists } }",
    "n: 1",
  );
  deepEqual(
    report.rules.map(({ status, error }) => error?.code ?? status),
    [
      "IncompatibleTypes",
      "PASS",
      "IncompatibleTypes",
      "UnknownVariable",
      "UnknownRule",
      "NoResources",
    ],
  );
  equal(report.status, "ERROR");
  deepEqual(
    [report.rules[3]?.error?.line, report.rules[3]?.error?.column],
    [5, 10],
  );
  match(
    report.rules[0]?.error?.message ?? "",
    /empty cannot be asked of a value of type int/,
  );
});

test("recursive rules and variables end with an error", () => {
  const codes = (rules: string) =>
    check(rules, "{a: {a: {a: {}}}}").rules.map(
      ({ status, error }) => error?.code ?? status,
    );
  deepEqual(codes("rule a { b\n}\nrule b { a\n}"), [
    "RecursiveRules",
    "RecursiveRules",
  ]);
  deepEqual(codes("rule p(x) { p(%x) }\nrule r { p(a) }"), ["RecursiveRules"]);
  deepEqual(codes("let x = %y\nlet y = %x\nrule r { %x exists }"), [
    "RecursiveRules",
  ]);
  deepEqual(
    codes(
      "rule p(x) { when %x.a exists { p(%x.a) } %x exists }\nrule r { p(a) }",
    ),
    ["PASS"],
  );
});

test("rules that multiply end with an error", () => {
  const doubling = Array.from(
    { length: 40 },
    (_, level) => `rule p${level}(x) { p${level + 1}(%x)\n p${level + 1}(%x) }`,
  );
  const report = check(
    `${doubling.join("\n")}\nrule p40(x) { %x exists }\nrule r { p0(a) }`,
    "a: 1",
    { steps: 100_000 },
  );
  equal(report.rules[0]?.error?.code, "TooManySteps");
});

test("a regular expression that takes too long is an error, not a wait", () => {
  const report = check(
    "rule r { a == /(x*)*\\1y/ }",
    `a: ${"x".repeat(30_000)}`,
  );
  equal(report.rules[0]?.error?.code, "RegexTooSlow");
});

test("input parameters are seen beside the document, and may not be in it too", () => {
  const inputParameters = documentOf({ allowed: ["x"] });
  equal(
    check("rule r { a in allowed }", "a: x", { inputParameters }).status,
    "PASS",
  );
  equal(
    check("rule r { a in allowed }", "a: y", { inputParameters }).status,
    "FAIL",
  );
  const both = check("rule r { a in allowed }", "{a: x, allowed: [x]}", {
    inputParameters,
  });
  equal(both.rules[0]?.error?.code, "ConflictingParameters");
});

test("functions of time go by the time that is given", () => {
  const rule = "rule r { let t = now()\n %t == parse_epoch(at) }";
  const now = Date.parse("2026-11-22T03:00:00Z");
  equal(check(rule, "at: 2026-11-22T04:00:00+01:00", { now }).status, "PASS");
  equal(check(rule, "at: 2026-11-22T04:00:00Z", { now }).status, "FAIL");
  equal(
    check(rule, "at: yesterday", { now }).rules[0]?.error?.code,
    "FunctionFailed",
  );
});

test("keys are found in other spellings, and the spelling stays for the path", () => {
  equal(
    statuses("rule r { securityGroupIds exists }", "SecurityGroupIds: 1"),
    "r PASS",
  );
  equal(statuses("rule r { Policies.x exists }", "Policy: {x: 1}"), "r PASS");
  equal(
    statuses("rule r { security_group exists }", "Security_Group: 1"),
    "r FAIL",
  );
});

test("reasons of passing rules cost nothing, and of failing ones are kept", () => {
  const report = check("rule r { a == 1 }", "a: 2");
  equal(report.rules[0]?.clauses, report.rules[0]?.clauses);
});

test("no pair of rules and document makes the evaluation throw", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const chance = new Chance(seed);
      const parsed = parseRules(randomRules(chance));
      // One in a thousand joins a block with "or", which the language does not know.
      fc.pre(parsed.ok);
      const report = evaluate(parsed.rules, documentOf(randomDocument(chance)));
      for (const { status, clauses, error } of report.rules) {
        // A block that is entered nowhere can fail its rule with no clause to tell of, as in cfn-guard's reports.
        ok(status === "FAIL" || clauses.length === 0);
        equal(status === "ERROR", error !== undefined);
      }
    }),
    { numRuns: 300 },
  );
});
