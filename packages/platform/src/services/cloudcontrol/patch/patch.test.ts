import { deepEqual, equal, match, ok } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { applyPatch, readPatch } from "./patch.ts";

const DOCUMENT = { Name: "a", Tags: [{ Key: "k", Value: "v" }], "a/b~": 1 };

const patched = (...steps: object[]): unknown => {
  const patch = readPatch(JSON.stringify(steps));
  if (!patch.ok) return patch.message;
  const result = applyPatch(DOCUMENT, patch.value);
  return result.ok ? result.value : result.message;
};

test("each operation does what RFC 6902 says, and the document stays as it was", () => {
  const tags = (...Tags: unknown[]) => ({ ...DOCUMENT, Tags });
  const [first] = DOCUMENT.Tags;
  const added = { Key: "l", Value: "w" };
  deepEqual(
    patched({ op: "add", path: "/Tags/-", value: added }),
    tags(first, added),
  );
  deepEqual(
    patched({ op: "add", path: "/Tags/0", value: added }),
    tags(added, first),
  );
  deepEqual(patched({ op: "remove", path: "/Tags/0" }), tags());
  deepEqual(patched({ op: "replace", path: "/Tags/0/Value", value: "x" }), {
    ...DOCUMENT,
    Tags: [{ Key: "k", Value: "x" }],
  });
  deepEqual(patched({ op: "move", from: "/a~1b~0", path: "/Count" }), {
    Name: "a",
    Tags: DOCUMENT.Tags,
    Count: 1,
  });
  deepEqual(
    patched({ op: "copy", from: "/Tags/0", path: "/Tags/-" }),
    tags(first, first),
  );
  deepEqual(patched({ op: "replace", path: "", value: { b: 1 } }), { b: 1 });
  deepEqual(patched({ op: "test", path: "/Name", value: "a" }), DOCUMENT);
  equal(DOCUMENT.Tags.length, 1);
});

test("what cannot be done is told with its place", () => {
  for (const [step, told] of [
    [{ op: "remove", path: "/Nothing" }, /there is nothing at \/Nothing/],
    [{ op: "replace", path: "/Tags/1", value: 1 }, /there is nothing at/],
    [{ op: "add", path: "/Tags/2", value: 1 }, /there is no place for/],
    [{ op: "add", path: "/Name/x", value: 1 }, /there is no place for/],
    [
      { op: "test", path: "/Name", value: "b" },
      /the value at \/Name is another/,
    ],
    [{ op: "move", from: "/Tags", path: "/Tags/0" }, /into itself/],
    [{ op: "add", path: "/x" }, /value is missing/],
    [{ op: "add", path: "x", value: 1 }, /path is not a JSON pointer/],
    [{ op: "copy", path: "/x" }, /from is not a JSON pointer/],
    [{ op: "spoil", path: "/x" }, /unknown operation "spoil"/],
    [{ op: "replace", path: "", value: [] }, /must be an object/],
  ] as const)
    match(String(patched(step)), told);
  for (const text of ["{", "{}", "[1]"]) ok(!readPatch(text).ok, text);
});

test("no patch reaches beyond the document, or breaks the reader", () => {
  const pointer = fc
    .array(
      fc.constantFrom("__proto__", "constructor", "Tags", "0", "-", "", "a~1b"),
    )
    .map((steps) => steps.map((step) => `/${step}`).join(""));
  const step = fc.record({
    op: fc.constantFrom("add", "remove", "replace", "move", "copy", "test"),
    path: pointer,
    from: pointer,
    value: fc.jsonValue(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      patched(...steps);
      equal(({} as Record<string, unknown>)["Tags"], undefined);
      equal(DOCUMENT.Tags.length, 1);
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      const read = readPatch(text);
      if (read.ok) applyPatch(DOCUMENT, read.value);
    }),
  );
});
