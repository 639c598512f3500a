import { deepEqual, equal, match, ok, throws } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { positionIn } from "../position.ts";
import { stringifyCfnGuardJson } from "../report/cfn-guard-json.ts";
import { plainValue, type PlainValue } from "../report/plain-value.ts";
import { pathOf, type GuardValue } from "../value.ts";
import { documentOf, loadDocument } from "./document.ts";
import type { Dialect } from "./scalars.ts";
import { loadQuickYaml } from "./quick-yaml.ts";
import { loadYaml } from "./yaml.ts";

function load(
  text: string | Uint8Array,
  dialect: Dialect = "validate",
): PlainValue {
  const loaded = loadDocument(text, { dialect });
  return loaded.ok ? plainValue(loaded.document.root) : problem(text, dialect);
}

function problem(
  text: string | Uint8Array,
  dialect: Dialect = "validate",
): string {
  const loaded = loadDocument(text, { dialect });
  if (loaded.ok) return "none";
  const [{ line, column, message } = { message: "" }] = loaded.errors;
  return `${line}:${column} ${message}`;
}

test("JSON and YAML come to the same values", () => {
  const value = { a: [1, 2.5, "x", true, null], b: { c: {} } };
  deepEqual(load(JSON.stringify(value)), value);
  deepEqual(load("a:\n- 1\n- 2.5\n- x\n- true\n- null\nb:\n  c: {}\n"), value);
});

test("CloudFormation's short forms become their long forms", () => {
  deepEqual(
    load(
      "a: !Ref x\nb: !GetAtt y.z\nc: !Sub\n  - '${v}'\n  - v: 1\nd: !If [p, !Ref q, r]\ne: !Foo s\n",
    ),
    {
      a: { Ref: "x" },
      b: { "Fn::GetAtt": "y.z" },
      c: { "Fn::Sub": ["${v}", { v: 1 }] },
      d: { "Fn::If": ["p", { Ref: "q" }, "r"] },
      e: "s",
    },
  );
});

test("every value knows its line, its column and its path", () => {
  const loaded = loadDocument(
    "Resources:\n  Ünï: !Ref x\n  R:\n    - a\n    - {k: v}\n",
  );
  ok(loaded.ok);
  const { root } = loaded.document;
  const places: string[] = [];
  const walk = (value: GuardValue): void => {
    const { line, column } = positionIn(loaded.document, value.at);
    places.push(`${pathOf(value)} ${line}:${column}`);
    if (value.kind === "list") value.value.forEach(walk);
    if (value.kind === "map") value.value.forEach(walk);
  };
  walk(root);
  deepEqual(places, [
    " 1:1",
    "/Resources 2:3",
    "/Resources/Ünï 2:8",
    "/Resources/Ünï/Ref 2:8",
    "/Resources/R 4:5",
    "/Resources/R/0 4:7",
    "/Resources/R/1 5:7",
    "/Resources/R/1/k 5:11",
  ]);
});

test("cfn-guard's two ways to read plain scalars", () => {
  const text = "[01, 0x1F, True, yes, ~, 1e3, .5, 9223372036854775808]";
  deepEqual(load(`a: ${text}`), {
    a: [1, "0x1F", "True", "yes", null, 1000, 0.5, 9223372036854775808],
  });
  deepEqual(load(`a: ${text}`, "test"), {
    a: ["01", 31, true, "yes", null, 1000, 0.5, -9223372036854775808n],
  });
});

test("an integer keeps all its digits", () => {
  deepEqual(load('{"a": 9007199254740993}'), { a: 9007199254740993n });
});

test("a repeated key has its last value; a test file may not have one", () => {
  deepEqual(load('{"a": 1, "a": 2}'), { a: 2 });
  deepEqual(load("a: 1\na: 2\n"), { a: 2 });
  match(problem("a: 1\na: 2\n", "test"), /^2:1 .*unique/);
});

test("the first repeated key is told with its place, however it is written", () => {
  const told = (text: string) => {
    const loaded = loadDocument(text);
    if (!loaded.ok || !loaded.repeated) return undefined;
    const { line, column, message } = loaded.repeated;
    return `${line}:${column} ${message}`;
  };
  const said = 'The key "a" stands here a second time';
  equal(told('{"b": {"a": 1,\n "a": 2, "a": 3}}'), `2:2 ${said}`);
  equal(told("b:\n  a: 1\n  a: 2\n"), `3:3 ${said}`);
  equal(told("b: {a: 1, a: 2}\n"), `1:11 ${said}`);
  equal(told("b: {a: 1}\nc: {a: 1}\n"), undefined);
});

test("aliases are followed, and one that explodes is refused", () => {
  deepEqual(load("a: &x [1]\nb: *x\n"), { a: [1], b: [1] });
  const bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"];
  for (let level = 1; level < 12; level += 1)
    bomb.push(
      `a${level}: &a${level} [${Array(9)
        .fill(`*a${level - 1}`)
        .join(", ")}]`,
    );
  match(problem(bomb.join("\n")), /holds more than 1,000,000 values/);
});

test("errors tell line and column", () => {
  match(problem('{"a": 1,\n "b" 2}'), /^2:6 Expected ":" but found "2"/);
  match(problem("a: b\n c: d\n"), /^\d+:\d+ /);
  match(problem(""), /^1:1 The document is empty/);
  match(problem("a: [1, 2\n"), /^\d+:\d+ /);
});

test("bytes that are not UTF-8 are refused where they stand", () => {
  const bytes = Buffer.from("a: x\nb: \ufffd y\n");
  ok(typeof load(bytes) !== "string");
  bytes[bytes.length - 2] = 0xff;
  equal(load(bytes), "2:6 The document is not UTF-8 from here on");
});

test("deep nesting is refused, in JSON and in YAML", () => {
  const deep = "[".repeat(100_000);
  match(problem(deep), /^1:\d+ The document is nested/);
  match(problem(`a: ${deep}`), /nested|^\d+:\d+ /);
  match(problem("- ".repeat(100_000) + "a"), /nested/);
});

test("a document of 10 MB is refused", () => {
  match(
    problem(`{"a": "${"x".repeat(10_000_000)}"}`),
    /larger than 8 Mi characters/,
  );
});

test("plain values make documents as well", () => {
  let deep: unknown = 1;
  for (let level = 0; level < 10_000; level += 1) deep = [deep];
  throws(() => documentOf(deep), /nested more than 200 levels/);
  const { root } = documentOf({ a: [1, 1.5, null], b: undefined });
  deepEqual(plainValue(root), { a: [1, 1.5, null] });
});

const yamlWords = fc.constantFrom(
  ..."a: b:_- _  _\n_\n  _\n    _#c_'x'_\"y\"_[_]_{_}_,_!Ref x_!Sub_|_>-_&a_*a_1_true_~_---_?_:_\t_%_é_http://x".split(
    "_",
  ),
);

test("the quick reader reads YAML as the general one does, or leaves it", () => {
  const text = fc
    .array(yamlWords, { maxLength: 25 })
    .map((all) => all.join(""));
  let read = 0;
  fc.assert(
    fc.property(
      text,
      fc.constantFrom<Dialect>("validate", "test"),
      (words, dialect) => {
        const source = { file: undefined, text: `${words}\n` };
        const quick = loadQuickYaml(source, dialect);
        if (!quick) return;
        read += 1;
        deepEqual(plainValue(quick), plainValue(loadYaml(source, dialect)));
      },
    ),
    {
      numRuns: 3_000,
      examples: [
        [">-\n---", "test"],
        ["|\n...\n  *a", "validate"],
        [">-\n    a: b:\n  \t", "validate"],
      ],
    },
  );
  ok(read > 100, `only ${read} were read`);
});

test("JSON is read as it was written", () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  fc.assert(
    fc.property(value, (content) => {
      const text = JSON.stringify({ content });
      const loaded = loadDocument(text);
      ok(loaded.ok);
      const plain = stringifyCfnGuardJson(plainValue(loaded.document.root));
      deepEqual(JSON.parse(plain), JSON.parse(text));
    }),
    { numRuns: 300 },
  );
});

test("no text makes the loader throw", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(yamlWords, { maxLength: 40 }).map((all) => all.join("")),
    fc.uint8Array({ maxLength: 60 }),
    fc
      .json()
      .chain((json) =>
        fc.nat(json.length).map((at) => json.slice(0, at) + json.slice(at + 1)),
      ),
  );
  fc.assert(
    fc.property(text, (content) => {
      const loaded = loadDocument(content);
      if (!loaded.ok) ok(loaded.errors[0]?.message);
    }),
    { numRuns: 1_500 },
  );
});
