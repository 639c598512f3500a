import { deepEqual, equal, match, ok } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  evaluate,
  loadDocument,
  parseRules,
  plainValue,
  stringifyCfnGuardJson,
} from "@gatehouse/guard";
import { judge, type Judgement } from "../judgement.ts";
import { suppressionsOf } from "../suppressions.ts";
import { githubAnnotations } from "./github.ts";
import { junit } from "./junit.ts";
import { remedy } from "./remedy.ts";
import { sarif } from "./sarif.ts";
import { yamlOf } from "./yaml.ts";

function judged(rules: string, text: string, warn: string[] = []): Judgement {
  const parsed = parseRules(rules, { file: "r.guard" });
  const loaded = loadDocument(text, { file: "/x/t.yaml" });
  if (!parsed.ok || !loaded.ok) throw new Error("does not parse");
  const source = { shown: "rules/r.guard", rules: parsed.rules };
  const { valid } = suppressionsOf(loaded.document, Date.UTC(2026, 0, 1));
  return judge(
    loaded.document,
    "t.yaml",
    [[source, evaluate(parsed.rules, loaded.document)]],
    { warn: new Set(warn), suppressions: valid },
  );
}

const RULES = "rule a { Resources.*.Size <= 5 <<Small, please: 100%>> }";
const TEMPLATE = `Resources:
  A: {Size: 9}
  B:
    Metadata: {Gatehouse: {Suppress: [{Rule: a, Reason: old}]}}
    Size: 7
`;

test("any value comes back from its YAML", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const plain = JSON.parse(JSON.stringify(value)) as unknown;
      const loaded = loadDocument(yamlOf({ value: plain }), {
        dialect: "test",
      });
      ok(loaded.ok);
      const there = stringifyCfnGuardJson({ value: plain });
      const back = stringifyCfnGuardJson(plainValue(loaded.document.root));
      equal(back, there);
    }),
    {
      numRuns: 300,
      examples: [[2 ** 63], [-(2 ** 63)], [2 ** 64], [1e300], [2 ** 53]],
    },
  );
});

test("SARIF has a result at the true line of each failure, suppressed ones with their reason", () => {
  const log = sarif([judged(RULES, TEMPLATE)]) as {
    runs: {
      results: {
        ruleId: string;
        level: string;
        locations: unknown[];
        suppressions?: { justification: string }[];
      }[];
    }[];
  };
  const [run] = log.runs;
  deepEqual(
    run?.results.map(({ ruleId, level, suppressions }) => [
      ruleId,
      level,
      suppressions?.[0]?.justification,
    ]),
    [
      ["A", "error", undefined],
      ["A", "error", "old"],
    ],
  );
  deepEqual(run?.results[0]?.locations, [
    {
      physicalLocation: {
        artifactLocation: { uri: "t.yaml" },
        region: { startLine: 2, startColumn: 13, endColumn: 14 },
      },
    },
  ]);
});

test("annotations name file and line, and break out of nothing", () => {
  equal(
    githubAnnotations(
      [judged(RULES, TEMPLATE, ["a"])],
      [{ file: "x,y:z", message: "100%\nbad" }],
    ),
    "::warning file=t.yaml,line=2,col=13,title=a::Small, please: 100%25. 9 is not at most 5. Wanted: Resources.*.Size <= 5 (/Resources/A/Size)\n" +
      "::error file=x%2Cy%3Az,title=gatehouse check::100%25%0Abad\n",
  );
});

test("JUnit has a suite for each document and escapes what it holds", () => {
  const text = junit([
    judged(RULES, TEMPLATE),
    judged("rule b { Resources exists }", TEMPLATE),
  ]);
  match(
    text,
    /<testsuites name="gatehouse check report" tests="2" failures="1" errors="0" time="0">/,
  );
  match(
    text,
    /<failure message="a">a: Small, please: 100%\. 9 is not at most 5\. Wanted: Resources\.\*\.Size &lt;= 5 \(\/Resources\/A\/Size\)<\/failure>/,
  );
  match(text, /<testcase name="r\.guard" time="0" status="pass"\/>/);
});

test("what would pass is said for each way to fail", () => {
  const said = (clause: string) =>
    judged(`rule r {\n${clause}\n}`, "a: {b: x, l: [1]}\n").verdicts.flatMap(
      ({ open }) => open.map(remedy),
    );
  deepEqual(said('a.b == "y"'), ['Set b to "y".']);
  deepEqual(said('a.b != "x"'), ['Set b to anything but "x".']);
  deepEqual(said('a.b in ["y", "z"]'), ['Set b to one of ["y","z"].']);
  deepEqual(said("a.c exists"), ["Add c to a."]);
  deepEqual(said("a.c == 5"), ["Add c to a, with the value 5."]);
  deepEqual(said("a.b !exists"), ["Remove b."]);
  deepEqual(said("not a.b exists"), ["Remove b."]);
  deepEqual(said("a.l empty"), ["Leave l empty."]);
  deepEqual(said("a.b is_list"), ["Make b a list."]);
});
