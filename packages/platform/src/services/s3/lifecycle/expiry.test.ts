import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { abortOf, expiryOf, midnightAfter } from "./expiry.ts";
import type { Rule } from "./rule.ts";

const rule = (ID: string, more: Partial<Rule>): Rule => ({
  ID,
  Status: "Enabled",
  Filter: {},
  ...more,
});

test("days are counted to the midnight that follows, as in S3's own example", () => {
  const made = Date.UTC(2014, 0, 15, 10, 30);
  equal(midnightAfter(made, 3), Date.UTC(2014, 0, 19));
  equal(midnightAfter(Date.UTC(2014, 0, 15), 3), Date.UTC(2014, 0, 19));
});

test("of several rules the earliest counts, and none that is disabled or for others", () => {
  const modifiedAt = Date.UTC(2026, 0, 1, 12);
  const rules = [
    rule("late", { Expiration: { Days: 9 } }),
    rule("early", { Expiration: { Date: Date.UTC(2026, 0, 3) } }),
    rule("other", { Filter: { Prefix: "b" }, Expiration: { Days: 1 } }),
    rule("off", { Status: "Disabled", Expiration: { Days: 1 } }),
  ];
  deepEqual(expiryOf(rules, { key: "a", modifiedAt }), {
    at: Date.UTC(2026, 0, 3),
    ruleId: "early",
  });
});

test("a rule for the end of time still has a date", () => {
  const days = 2 ** 31 - 1;
  const rules = [
    rule("ever", {
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: days },
    }),
  ];
  const due = abortOf(rules, { key: "a", initiatedAt: Date.UTC(2026, 0, 1) });
  equal(new Date(due?.at ?? NaN).toISOString(), "9999-12-31T00:00:00.000Z");
});
