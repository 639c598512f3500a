import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  DEFAULT_LIMITS,
  whatNext,
  type Outcome,
  type Standing,
} from "./what-next.ts";

const fresh: Standing = { acceptedAt: 0, functionErrors: 0, deferrals: 0 };

void test("a call that its function fails runs again after one and two minutes, as often as is set", () => {
  for (const [retries, waits] of [
    [2, [60_000, 120_000]],
    [1, [60_000]],
    [0, []],
  ] as const)
    assert.deepEqual(
      waitsOf("failed", { ...DEFAULT_LIMITS, retries }),
      [...waits, "RetriesExhausted"],
      `${retries} retries`,
    );
});

void test("a throttled call is tried at growing distances, until the next try would come too late", () => {
  const waits = waitsOf("deferred", { retries: 2, oldest: 60_000 });
  assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16_000, "EventAgeExceeded"]);
  assert.equal(
    Math.max(
      ...waitsOf("deferred", DEFAULT_LIMITS).filter(
        (wait) => typeof wait === "number",
      ),
    ),
    300_000,
  );
});

void test("a retry that would come after the event's greatest age is not waited for", () => {
  const limits = { retries: 2, oldest: 60_000 };
  assert.deepEqual(whatNext("failed", fresh, limits, 1), {
    over: "EventAgeExceeded",
  });
  assert.deepEqual(whatNext("failed", fresh, limits, 0), {
    at: 60_000,
    standing: { acceptedAt: 0, functionErrors: 1, deferrals: 0 },
  });
});

void test("throttles and errors of the function are counted apart", () => {
  const standing = { ...fresh, deferrals: 9 };
  const next = whatNext("failed", standing, DEFAULT_LIMITS, 0);
  assert.deepEqual(next, {
    at: 60_000,
    standing: { acceptedAt: 0, functionErrors: 1, deferrals: 0 },
  });
});

void test("every call comes to an end within its greatest age, whatever happens to it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom<Outcome>("failed", "deferred"), {
        minLength: 400,
        maxLength: 400,
      }),
      fc.integer({ min: 60_000, max: 21_600_000 }),
      fc.integer({ min: 0, max: 2 }),
      (outcomes, oldest, retries) => {
        let standing = fresh;
        let now = 0;
        for (const outcome of outcomes) {
          const next = whatNext(outcome, standing, { retries, oldest }, now);
          if ("over" in next) return;
          assert.ok(next.at > now && next.at <= oldest);
          now = next.at;
          standing = next.standing;
        }
        assert.fail("It goes on and on.");
      },
    ),
  );
});

/** The waits between attempts that all end alike, and then the end. */
function waitsOf(outcome: Outcome, limits: typeof DEFAULT_LIMITS) {
  const waits: (number | string | undefined)[] = [];
  let standing = fresh;
  for (let now = 0; ;) {
    const next = whatNext(outcome, standing, limits, now);
    if ("over" in next) return [...waits, next.over];
    waits.push(next.at - now);
    now = next.at;
    standing = next.standing;
  }
}
