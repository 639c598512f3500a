import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Machine } from "./machine.ts";
import { nativeOf } from "./native.ts";
import { parseRegex } from "./parse.ts";
import { programOf } from "./program.ts";
import { captureAll, compileRegex, regexOf } from "./regex.ts";

function matches(pattern: string, text: string): boolean | "too slow" {
  return regexOf(pattern).test(text);
}

test("a pattern is looked for anywhere, unless it is anchored", () => {
  equal(matches("b", "abc"), true);
  equal(matches("^b", "abc"), false);
  equal(matches("\\Aabc\\z", "abc"), true);
  equal(matches("\\Aabc\\z", "abc\n"), false);
  equal(matches("(?m)^b$", "a\nb\nc"), true);
});

test("classes know Unicode, POSIX classes are of ASCII", () => {
  equal(matches("^\\d+$", "\u0660\u0661"), true);
  equal(matches("^\\w+$", "Ünï_1"), true);
  equal(matches("^[[:alpha:]]+$", "Ünï"), false);
  equal(matches("^[[:alpha:]]+$", "Uni"), true);
  equal(matches("^\\p{Greek}$", "α"), true);
  equal(matches("^[a-z&&[^b]]$", "b"), false);
  equal(matches("^[a-z&&[^b]]$", "c"), true);
});

test("flags hold for the rest, or for their group", () => {
  equal(matches("(?i)ABC", "abc"), true);
  equal(matches("(?i:a)B", "Ab"), false);
  equal(matches("(?i:a)B", "AB"), true);
  equal(matches("(?s)a.b", "a\nb"), true);
  equal(matches("a.b", "a\nb"), false);
  equal(matches("(?x) a b # c", "ab"), true);
});

test("look-around, backreferences, atomic groups and conditions", () => {
  equal(matches("(?<!a)b", "ab"), false);
  equal(matches("(?<=a)b", "ab"), true);
  equal(matches("^(\\w)\\1$", "aa"), true);
  equal(matches("^(\\w)\\1$", "ab"), false);
  equal(matches("(?>a+)ab", "aaab"), false);
  equal(matches("^(a)?(?(1)b|c)$", "ab"), true);
  equal(matches("^(a)?(?(1)b|c)$", "b"), false);
  equal(matches("^(?P<n>a)(?P=n)$", "aa"), true);
});

test("what cannot be read is told with its place", () => {
  for (const [pattern, at] of [
    ["a(", 1],
    ["a)", 1],
    ["*a", 0],
    ["[z-a]", 1],
    ["\\q", 0],
    ["\\p{Nothing}", 0],
    ["(?<=a+)b", 0],
    ["\\1", 0],
    ["(a{1000}){1000}", 0],
  ] as const) {
    const compiled = compileRegex(pattern);
    ok(!compiled.ok, pattern);
    equal(compiled.at, at, `${pattern}: ${compiled.message}`);
  }
});

test("patterns that backtrack without end are decided, or given up", () => {
  const long = "a".repeat(20_000);
  equal(matches("(a+)+$", `${long}b`), false);
  equal(matches("(a|aa)+$", `${long}b`), false);
  equal(matches("(.*)*(.*)*x", long.slice(0, 3_000)), false);
  equal(matches("(a*)*\\1b", long), "too slow");
  equal(matches("^\\w+$", long), true);
});

test("matches follow one another without overlap", () => {
  const found = captureAll("(\\w)(?P<digit>\\d)?", "a1 b");
  ok(found.ok);
  deepEqual(
    found.matches.map(({ groups, named }) => [...groups, named.get("digit")]),
    [
      ["a1", "a", "1", "1"],
      ["b", "b", undefined, undefined],
    ],
  );
  const empty = captureAll("a*", "baa");
  deepEqual(empty.ok && empty.matches.map(({ groups }) => groups[0]), [
    "",
    "aa",
  ]);
});

const atom = fc.constantFrom(
  "a",
  "b",
  ".",
  "\\w",
  "[ab]",
  "[^a]",
  "\\b",
  "^",
  "$",
  "(?=a)",
  "(?<!b)",
);
const { pattern } = fc.letrec<{ pattern: string; item: string }>((tie) => ({
  item: fc.oneof(
    { maxDepth: 3 },
    atom,
    tie("pattern").map((inner) => `(${inner})`),
    fc
      .tuple(
        fc.constantFrom("a", "b", ".", "[ab]"),
        fc.constantFrom("*", "+", "?", "{1,2}", "*?", "+?"),
      )
      .map(([one, times]) => one + times),
    fc
      .tuple(tie("pattern"), fc.constantFrom("*", "+", "?", "{2}"))
      .map(([inner, times]) => `(?:${inner})${times}`),
  ),
  pattern: fc.oneof(
    fc
      .array(tie("item"), { minLength: 1, maxLength: 3 })
      .map((all) => all.join("")),
    fc.tuple(tie("item"), tie("item")).map((all) => all.join("|")),
  ),
}));

test("the bounded engine and JavaScript's agree", () => {
  fc.assert(
    fc.property(
      pattern,
      fc.string({ unit: fc.constantFrom("a", "b", "\n", "é"), maxLength: 8 }),
      (source, text) => {
        fc.pre(compileRegex(source).ok);
        const parsed = parseRegex(source);
        const native = nativeOf(parsed.root)?.exec(text);
        const slots = new Machine(text).search(programOf(parsed), 0);
        equal(slots !== undefined, native !== null, source);
      },
    ),
    { numRuns: 2_000 },
  );
});

test("no pattern makes the reader throw", () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom(
          ..."ab(?[])*+{1,}|\\^$.-&~:<>=!PpdwxukK#i ".split(""),
        ),
        maxLength: 20,
      }),
      (source) => {
        const compiled = compileRegex(source);
        if (compiled.ok) ok(compiled.regex.test("ab a1") !== undefined);
        else ok(compiled.message);
      },
    ),
    { numRuns: 3_000 },
  );
});
