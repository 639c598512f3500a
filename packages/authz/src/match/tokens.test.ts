import assert from "node:assert/strict";
import { test } from "node:test";
import { ANY_ONE, ANY_RUN, resolve, tokenize } from "./tokens.ts";

const read = (text: string) =>
  tokenize(text, { wildcards: true, variables: true });

void test("a pattern is text, wildcards and variables", () => {
  assert.deepEqual(read("a*${aws:UserName}?"), [
    "a",
    ANY_RUN,
    { key: "aws:username" },
    ANY_ONE,
  ]);
});

void test("a variable may have a default in single quotes", () => {
  assert.deepEqual(read("${aws:PrincipalTag/Team, 'no one'}"), [
    { key: "aws:principaltag/team", fallback: "no one" },
  ]);
});

void test("escaped characters are text", () => {
  assert.deepEqual(read("${*}${?}${$}{x}"), ["*?${x}"]);
});

void test("what is no variable stays text", () => {
  assert.deepEqual(read("${aws:username"), ["${aws:username"]);
  assert.deepEqual(read("$ {x} ${a'b}"), ["$ {x} ${a'b}"]);
});

void test("variables are read only from the given place on", () => {
  const reading = { wildcards: true, variables: 5 };
  assert.deepEqual(tokenize("${a}:${b}", reading), ["${a}:", { key: "b" }]);
});

void test("a value fills a variable as text, a list or nothing does not", () => {
  const tokens = read("x${k}");
  assert.deepEqual(
    resolve(tokens, () => "*"),
    ["x", "*"],
  );
  assert.equal(
    resolve(tokens, () => ["v"]),
    undefined,
  );
  assert.equal(
    resolve(tokens, () => undefined),
    undefined,
  );
});
