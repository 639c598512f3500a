import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { failedItems } from "./item-failures.ts";

const IDS = new Set(["a", "b"]);

test("an empty answer means that all went well", () => {
  for (const answer of [
    "",
    "null",
    "{}",
    '{"batchItemFailures":null}',
    '{"batchItemFailures":[]}',
  ])
    deepEqual(failedItems(answer, IDS), new Set());
});

test("a report names what failed", () => {
  deepEqual(
    failedItems('{"batchItemFailures":[{"itemIdentifier":"b"}]}', IDS),
    new Set(["b"]),
  );
});

test("a report that cannot be read fails the batch", () => {
  for (const answer of [
    "rubbish",
    "[]",
    '"text"',
    '{"batchItemFailures":"a"}',
    '{"batchItemFailures":[{"itemIdentifier":""}]}',
    '{"batchItemFailures":[{"itemIdentifier":null}]}',
    '{"batchItemFailures":[{"itemIdentifier":"stranger"}]}',
    '{"batchItemFailures":[{"wrongKey":"a"}]}',
  ])
    equal(failedItems(answer, IDS), undefined);
});

test("no answer makes more of a batch fail than there is", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (answer) => {
      const failed = failedItems(answer, IDS);
      ok(failed === undefined || failed.isSubsetOf(IDS));
    }),
  );
});
