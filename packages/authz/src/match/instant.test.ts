import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseInstant } from "./instant.ts";

void test("dates are read from the year down to the fraction of a second", () => {
  const cases: [string, string][] = [
    ["2026", "2026-01-01T00:00:00Z"],
    ["2026-11", "2026-11-01T00:00:00Z"],
    ["2026-11-22", "2026-11-22T00:00:00Z"],
    ["2026-11-22T10:30Z", "2026-11-22T10:30:00Z"],
    ["2026-11-22T10:30:15.25+02:00", "2026-11-22T08:30:15.250Z"],
    ["2026-11-22T10:30:15-0530", "2026-11-22T16:00:15Z"],
    ["2026-11-22t10:30:15z", "2026-11-22T10:30:15Z"],
  ];
  for (const [text, same] of cases)
    assert.equal(parseInstant(text), Date.parse(same), text);
});

void test("whole numbers are seconds since 1970, but four digits are a year", () => {
  assert.equal(parseInstant("1795305600"), Date.parse("2026-11-22T00:00:00Z"));
  assert.equal(parseInstant("-1"), -1000);
  assert.equal(parseInstant("2026"), Date.parse("2026-01-01T00:00:00Z"));
});

void test("what is no date is none", () => {
  for (const text of [
    "",
    "soon",
    "2026-13-01",
    "2026-02-30",
    "2026-11-22T25:00Z",
    "2026-11-22T10:60Z",
    "2026-11-22T10:30+24:00",
    "9223372036854775808",
    "1e9",
    "2026-11-22 10:30",
  ])
    assert.equal(parseInstant(text), undefined, text);
});

void test("every date reads as JavaScript writes it", () => {
  const date = fc.date({
    min: new Date(0),
    max: new Date("9999-12-31"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(date, (d) => {
      assert.equal(parseInstant(d.toISOString()), d.getTime());
    }),
  );
});
