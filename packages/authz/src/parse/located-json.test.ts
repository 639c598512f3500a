import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readLocatedJson, type LocatedJson } from "./located-json.ts";

function plain(json: LocatedJson): unknown {
  switch (json.kind) {
    case "object":
      return Object.fromEntries(
        json.members.map(({ key, value }) => [key, plain(value)]),
      );
    case "array":
      return json.items.map(plain);
    case "null":
      return null;
    default:
      return json.value;
  }
}

test("a value knows its line, its column and its way from the document", () => {
  const text = '{\n  "Statement": [{"Effect": "Allow"}]\n}';
  const read = readLocatedJson(text);
  ok(read.ok && read.value.kind === "object");
  const statement = read.value.members[0]!.value;
  ok(statement.kind === "array" && statement.items[0]?.kind === "object");
  const effect = statement.items[0].members[0]!.value;
  deepEqual(effect.path, ["Statement", 0, "Effect"]);
  deepEqual(effect.span.start, { line: 2, column: 27, offset: 29 });
  equal(
    text.slice(effect.span.start.offset, effect.span.end.offset),
    '"Allow"',
  );
});

test("a text that is no JSON is refused at the place where it stops being one", () => {
  const read = readLocatedJson('{"Version":\n  oops}');
  ok(!read.ok);
  deepEqual(read.at, { line: 2, column: 2, offset: 14 });
});

test("it reads what JSON.parse reads, and refuses what JSON.parse refuses", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 8 }), fc.nat(), (text, cut) => {
      const read = readLocatedJson(text);
      // __proto__ as a key is a member like any other here, and is not in JSON.parse's plain reading.
      fc.pre(!text.includes("__proto__"));
      ok(read.ok);
      deepEqual(plain(read.value), JSON.parse(text));
      const shorter = text.slice(0, cut % (text.length + 1));
      equal(readLocatedJson(shorter).ok, isJson(shorter));
    }),
  );
});

test("nesting without end is refused, not followed", () => {
  equal(readLocatedJson("[".repeat(100_000)).ok, false);
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
