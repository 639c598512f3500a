import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { evaluate } from "../evaluate/evaluate.ts";
import { plainValue } from "../report/plain-value.ts";
import { parseRules } from "../syntax/parse-rules.ts";
import { pathOf } from "../value.ts";
import { loadDocument } from "./document.ts";
import { rewritten } from "./rewrite.ts";

const text = "a:\n  Ref: Size\nb: [1, gone, {c: 2}]\nd: gone\n";

test("what stands in a value's place has its path and its line, and the rest keeps its own", () => {
  const loaded = loadDocument(text);
  if (!loaded.ok) throw new Error(loaded.errors[0]?.message);
  const copy = rewritten(loaded.document, (value) =>
    value.kind === "string" && value.value === "gone"
      ? { remove: true }
      : pathOf(value) === "/a"
        ? { instead: { size: [10] } }
        : { keep: true },
  );
  deepEqual(plainValue(copy.root), { a: { size: [10] }, b: [1, { c: 2 }] });

  const parsed = parseRules("rule r {\n a.size[0] == 1\n b[1].c == 3\n}");
  if (!parsed.ok) throw new Error(parsed.errors[0]?.message);
  const [rule] = evaluate(parsed.rules, copy).rules;
  deepEqual(
    rule?.clauses.map(({ path, position }) => [path, position?.line]),
    [
      ["/a/size/0", 2],
      ["/b/1/c", 3],
    ],
  );
});
