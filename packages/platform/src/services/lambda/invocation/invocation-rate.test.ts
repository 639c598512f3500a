import assert from "node:assert/strict";
import { test } from "node:test";
import { InvocationRate } from "./invocation-rate.ts";

void test("a second's calls may come at once; then they pass as fast as the rate", () => {
  const rate = new InvocationRate();
  const at = (now: number, calls: number): number =>
    Array.from({ length: calls }, () => rate.take("f", 10, now)).filter(Boolean)
      .length;
  assert.equal(at(1000, 15), 10);
  assert.equal(at(1100, 15), 1);
  assert.equal(at(1600, 15), 5);
  assert.equal(at(9000, 15), 10, "no more than a second is saved up");
  assert.equal(
    Array.from({ length: 15 }, () => rate.take("g", 10, 9000)).filter(Boolean)
      .length,
    10,
    "each name has its own",
  );
});
