import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { lineOf, positionIn } from "./position.ts";

const source = { text: "ab\n🙂c🙂d\r\n\nlast" };

test("columns count characters, not units", () => {
  deepEqual(positionIn(source, 0), { line: 1, column: 1 });
  deepEqual(positionIn(source, 3), { line: 2, column: 1 });
  deepEqual(positionIn(source, 5), { line: 2, column: 2 });
  deepEqual(positionIn(source, 8), { line: 2, column: 4 });
  deepEqual(positionIn(source, source.text.length), { line: 4, column: 5 });
});

test("lines come without their ends", () => {
  equal(lineOf(source, 2), "🙂c🙂d");
  equal(lineOf(source, 4), "last");
  equal(lineOf(source, 9), "");
});
