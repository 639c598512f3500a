import { deepEqual } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import type { ObjectValue, Value } from "@gatehouse/template";
import { managedPolicyNames } from "./managed-policy-names.ts";
import { CASES } from "./testing/cases.ts";
import { serverlessTransform } from "./transform.ts";
import { isList, isObject, shown } from "./values.ts";

type Outcome =
  { readonly template: ObjectValue } | { readonly problems: readonly string[] };

test("every serverless template becomes what AWS's own translator makes of it", async (t) => {
  const expected = translations(t);
  if (!expected) return;
  const names = await managedPolicyNames();
  for (const [index, { name, template, parameters }] of CASES.entries())
    await t.test(name, () => {
      const outcome = serverlessTransform(template, {
        parameters: {
          "AWS::Region": "us-east-1",
          "AWS::Partition": "aws",
          ...parameters,
        },
        managedPolicyArn: (policy) => names.get(policy),
      });
      const actual: Outcome = outcome.ok
        ? { template: outcome.template }
        : { problems: outcome.problems };
      deepEqual(
        comparable(actual),
        comparable(expected[index] ?? { problems: [] }),
      );
    });
});

/** What AWS's translator makes of the cases; undefined, and told, where it is not on the machine. */
function translations(t: TestContext): readonly Outcome[] | undefined {
  const { status, stdout, stderr } = spawnSync(
    "python3",
    [fileURLToPath(new URL("testing/translate.py", import.meta.url))],
    { input: JSON.stringify(CASES), encoding: "utf8", maxBuffer: 1 << 26 },
  );
  if (status === 0) return JSON.parse(stdout) as Outcome[];
  if (status !== null && status !== 3) throw new Error(stderr);
  t.skip(
    "AWS's translator (pip install aws-sam-translator) is not on this machine",
  );
  return undefined;
}

/** What tells nothing apart: the order of dependencies, and conditions that are none. */
function comparable(outcome: Outcome): Value {
  if ("problems" in outcome) return { problems: outcome.problems.toSorted() };
  return sorted(outcome.template);
}

function sorted(value: Value, name = ""): Value {
  if (isList(value)) {
    const items = value.map((one) => sorted(one));
    return name === "DependsOn"
      ? items.toSorted((a, b) => (shown(a) < shown(b) ? -1 : 1))
      : items;
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, sorted(one, key)]),
  );
}
