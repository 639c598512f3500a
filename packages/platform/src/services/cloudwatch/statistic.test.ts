import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { combined, ofStatisticSet, ofValue } from "./aggregate.ts";
import { joined, weight, type Digest } from "./digest.ts";
import { statisticNamed } from "./statistic.ts";

const digestOf = (values: readonly number[]): Digest =>
  values.reduce<Digest>((digest, value) => joined([digest, [[value, 1]]]), []);

const take = (name: string, values: readonly number[]) =>
  statisticNamed(name)?.({
    sum: values.reduce((a, b) => a + b, 0),
    count: values.length,
    min: Math.min(...values),
    max: Math.max(...values),
    values: digestOf(values),
  });

const hundred = Array.from({ length: 100 }, (_, i) => i + 1);

void test("every documented statistic is known, and nothing else", () => {
  const known: Record<string, number> = {
    Sum: 5050,
    SampleCount: 100,
    Average: 50.5,
    Minimum: 1,
    Maximum: 100,
    p0: 1,
    p50: 50,
    "p99.9": 100,
    p100: 100,
    tm90: 45.5,
    "TM(10%:90%)": 50.5,
    "TM(10:20)": 15.5,
    tc10: 10,
    "TC(:50)": 50,
    ts10: 55,
    "PR(90:)": 10,
    IQM: 50.5,
    "WM(:50%)": 37.75,
  };
  for (const [name, value] of Object.entries(known))
    assert.equal(take(name, hundred), value, name);
  for (const name of [
    "sum",
    "p",
    "p101",
    "p1000",
    "tm",
    "TM()",
    "TM(:)",
    "TM(90%:10%)",
    "TM(1:2%)",
    "PR(10%:20%)",
    "XX(1:2)",
    "constructor",
    "__proto__",
    "",
  ])
    assert.equal(statisticNamed(name), undefined, name);
});

void test("statistic sets have no percentiles, unless all their values are the same", () => {
  const p50 = statisticNamed("p50");
  const range = ofStatisticSet({ sum: 30, count: 2, min: 10, max: 20 });
  assert.equal(p50?.(range), undefined);
  const same = ofStatisticSet({ sum: 20, count: 2, min: 10, max: 10 });
  assert.equal(p50?.(same), 10);
  assert.equal(p50?.(combined([ofValue(1, 1), range])), undefined);
});

void test("a digest stays bounded, loses no value's weight, and its percentiles stay near", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -100_000, max: 100_000 }), {
        minLength: 1,
        maxLength: 800,
      }),
      fc.constantFrom(0.01, 0.1, 0.5, 0.9, 0.99),
      (values, share) => {
        const digest = digestOf(values);
        assert.ok(digest.length <= 200);
        assert.equal(weight(digest), values.length);
        const estimate = take(`p${share * 100}`, values) ?? NaN;
        // The estimate lies among the values around its rank.
        const sorted = values.toSorted((a, b) => a - b);
        const slack = 0.03 * values.length + 1;
        const rank = share * values.length;
        const low = sorted[Math.max(Math.floor(rank - slack), 0)] ?? NaN;
        const high =
          sorted[Math.min(Math.ceil(rank + slack), values.length - 1)] ?? NaN;
        assert.ok(
          low <= estimate && estimate <= high,
          `${low} ${estimate} ${high}`,
        );
      },
    ),
    { numRuns: 60 },
  );
});
