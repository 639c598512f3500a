import { deepEqual, equal, match, ok } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseRules } from "./parse-rules.ts";

function problem(text: string): string {
  const parsed = parseRules(text);
  if (parsed.ok) return "none";
  const [{ line, column, message } = { message: "" }] = parsed.errors;
  return `${line}:${column} ${message}`;
}

test("rules, parameterized rules, assignments and bare clauses are told apart", () => {
  const parsed = parseRules(
    `let x = 1 # a comment
     rule a when %x exists { b == 1 }
     rule p(q, r) { %q == %r }
     Resources exists
     AWS::S3::Bucket { Properties exists }`,
    { file: "f.guard" },
  );
  ok(parsed.ok);
  deepEqual(
    parsed.rules.rules.map(({ name }) => name),
    ["f.guard/default", "a"],
  );
  deepEqual([...parsed.rules.assignments.keys()], ["x"]);
  deepEqual(parsed.rules.parameterized.get("p")?.parameters, ["q", "r"]);
});

test("an empty file has no rules, and that is no error", () => {
  const parsed = parseRules("\n# nothing\n");
  ok(parsed.ok);
  deepEqual(parsed.rules.rules, []);
});

test("an error names its line, its column and what was expected", () => {
  match(
    problem("rule a {\n  b == 1\n  c ~ 2\n}"),
    /^3:5 Expected .*an operator.* but found "~ 2"$/,
  );
  match(problem("rule a {\n  b == \n}"), /^3:1 Expected .*a value/);
  match(
    problem("rule a { b == 1"),
    /^1:16 Expected .*"}".* but found the end of the file$/,
  );
  match(problem("rule { b == 1 }"), /^1:6 Expected the name of a rule/);
  match(problem("let x 1"), /^1:7 Expected "="/);
});

test("a name of a rule must end its line, or a message follow", () => {
  ok(parseRules("rule a { b exists }\nrule c {\n a\n}").ok);
  ok(parseRules("rule a { b exists }\nrule c { a <<say>> }").ok);
  match(problem("rule c { a }"), /^1:12 Expected .*the end of the line/);
});

test("an unclosed string and an unclosed message are told where they open", () => {
  match(
    problem("rule a {\n b == 'x\n}"),
    /^2:7 The string that starts here has no closing '/,
  );
  match(
    problem("rule a {\n b == 1 <<x\n}"),
    /^2:9 The message that starts here has no closing >>/,
  );
});

test("a regular expression that cannot be read is told with its place", () => {
  match(problem("rule a {\n b == /x(y/\n}"), /^2:9 .*regular expression/);
  match(problem("rule a { b == /[z-a]/ }"), /range ends before it begins/);
});

test("keywords end where they are spelled, as in cfn-guard", () => {
  equal(parseRules("rule a { b == trueish }").ok, false);
  equal(parseRules("rule a { thisOne exists }").ok, false);
  ok(parseRules("rule a { b existsc exists }").ok);
});

test("functions have names and a number of parameters", () => {
  ok(parseRules("let x = substring(a, 0, 2)").ok);
  match(
    problem("let x = substring(a, 0)"),
    /^1:9 The function substring takes 3 parameters and is given 2/,
  );
  match(
    problem("let x = nothing(a)"),
    /^1:9 There is no function nothing; there are count, join/,
  );
});

test("what nests without end is refused, not followed", () => {
  match(
    problem(`a == ${"[".repeat(5_000)}`),
    /Nested more than 128 levels deep/,
  );
  match(
    problem(`a${"[ b".repeat(5_000)} exists`),
    /Nested more than 128 levels/,
  );
  match(problem("a { ".repeat(5_000)), /Nested more than 128 levels/);
  match(problem("let x = count(".repeat(5_000)), /Nested|Expected/);
});

test("nested filters take no longer than their length", () => {
  const depth = 100;
  ok(
    parseRules(`${"a[ ".repeat(depth)}b exists${" ].c exists".repeat(depth)}`)
      .ok,
  );
});

test("a file of 4 MiB and more is refused", () => {
  match(problem(" ".repeat(4 * 1024 * 1024 + 1)), /at most 4 MiB/);
});

test("no text makes the parser throw", () => {
  const words = fc.constantFrom(
    ..."rule when let some this keys in not exists empty is_string == != << >> { } [ ] ( ) | , . %x : * # \" ' / r[1,2] or a b Resources AWS::S3::Bucket 1 2.5 true null \n".split(
      " ",
    ),
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(words, { maxLength: 40 }).map((all) => all.join(" ")),
    fc.array(words, { maxLength: 40 }).map((all) => all.join("")),
  );
  fc.assert(
    fc.property(text, (rules) => {
      const parsed = parseRules(rules);
      if (parsed.ok) return;
      const [error] = parsed.errors;
      ok(
        error?.line !== undefined &&
          error.column !== undefined &&
          error.message,
      );
    }),
    { numRuns: 1_500 },
  );
});
