import { equal, ok } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { StateValue } from "../tables.ts";
import { holds } from "./evaluate.ts";
import { parseRule, type Rule } from "./parse.ts";

const states: Readonly<Record<string, StateValue>> = {
  hot: "ALARM",
  cold: "OK",
  "new one": "INSUFFICIENT_DATA",
};

function worth(text: string): boolean | string {
  const parsed = parseRule(text);
  return parsed.ok ? holds(parsed.rule, (name) => states[name]) : "none";
}

void test("rules hold by the states of the alarms that they name", () => {
  const rules: Record<string, boolean> = {
    "ALARM(hot)": true,
    "alarm( hot )": true,
    "ALARM(cold)": false,
    "OK(cold)": true,
    'INSUFFICIENT_DATA("new one")': true,
    "OK(unknown)": false,
    "NOT ALARM(hot)": false,
    "NOT NOT ALARM(hot)": true,
    "ALARM(hot) AND OK(cold)": true,
    "ALARM(hot) AND NOT OK(cold)": false,
    "ALARM(cold) OR ALARM(hot)": true,
    "TRUE OR TRUE AND FALSE": true,
    "(TRUE OR TRUE) AND FALSE": false,
    "NOT FALSE AND FALSE": false,
    "FALSE\n OR\tTRUE": true,
  };
  for (const [text, expected] of Object.entries(rules))
    equal(worth(text), expected, text);
});

void test("what is no rule is refused with the place of its fault", () => {
  const faulty = [
    "",
    "ALARM",
    "ALARM(",
    "ALARM()",
    "ALARM(hot",
    "ALARM(hot) ALARM(cold)",
    "ALARM(hot) AND",
    "NOT",
    "(TRUE",
    "TRUE)",
    "MAYBE(hot)",
    "ALARM(new one)",
    'ALARM("hot)',
    "ALARM(hot) && TRUE",
  ];
  for (const text of faulty) equal(worth(text), "none", text);
  const parsed = parseRule("ALARM(hot) ALARM(cold)");
  ok(!parsed.ok && parsed.message.includes("position 11"));
});

void test("rules are bounded in alarms, elements and depth", () => {
  const ors = (n: number, part: (i: number) => string) =>
    Array.from({ length: n }, (_, i) => part(i)).join(" OR ");
  ok(parseRule(ors(100, (i) => `ALARM(a${i})`)).ok);
  ok(!parseRule(ors(101, (i) => `ALARM(a${i})`)).ok);
  ok(parseRule(ors(500, () => "TRUE")).ok);
  ok(!parseRule(ors(501, () => "TRUE")).ok);
  ok(!parseRule(`${"(".repeat(5000)}TRUE${")".repeat(5000)}`).ok);
  ok(!parseRule("NOT ".repeat(2500) + "TRUE").ok);
});

const name = fc.oneof(
  fc.constantFrom("hot", "cold", "new one", 'a "quoted" \\ name'),
  fc.string({ minLength: 1 }),
);
const { rule } = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({ kind: fc.constant("constant" as const), value: fc.boolean() }),
    fc.record({
      kind: fc.constant("state" as const),
      state: fc.constantFrom<StateValue>("OK", "ALARM", "INSUFFICIENT_DATA"),
      alarm: name,
    }),
    fc.record({ kind: fc.constant("not" as const), rule: tie("rule") }),
    fc.record({
      kind: fc.constantFrom("all" as const, "any" as const),
      rules: fc.array(tie("rule"), { minLength: 2, maxLength: 3 }),
    }),
  ),
}));

function written(tree: Rule): string {
  switch (tree.kind) {
    case "constant":
      return tree.value ? "TRUE" : "FALSE";
    case "state":
      return `${tree.state}("${tree.alarm.replaceAll(/["\\]/g, "\\$&")}")`;
    case "not":
      return `NOT (${written(tree.rule)})`;
    case "all":
    case "any":
      return tree.rules
        .map((part) => `(${written(part)})`)
        .join(tree.kind === "all" ? " AND " : " OR ");
  }
}

void test("a rule that is written down is read as it was meant", () => {
  fc.assert(
    fc.property(rule, (tree) => {
      const parsed = parseRule(written(tree));
      equal(JSON.stringify(parsed.ok && parsed.rule), JSON.stringify(tree));
    }),
  );
});

void test("no text breaks the reading", () => {
  const piece = fc.constantFrom(
    "ALARM",
    "OK",
    "NOT",
    "AND",
    "OR",
    "(",
    ")",
    '"',
    "\\",
    " ",
    "x",
    "TRUE",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map((all) => all.join("")),
      ),
      (text) => {
        const parsed = parseRule(text);
        ok(parsed.ok || parsed.message.length > 0);
      },
    ),
  );
});
