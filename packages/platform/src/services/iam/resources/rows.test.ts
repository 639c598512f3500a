import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { namedRow, policyRow } from "./rows.ts";

const endpoint = "http://127.0.0.1:4566";
const key = ["000000000000", "shop"];

test("a row tells the name of its resource as it is, one that is gone as its key has it", () => {
  const owner = namedRow("roleName");
  const of = (identifier: string) => ({
    accountId: "000000000000",
    region: "",
    identifier,
  });
  deepEqual(owner(key, { row: { roleName: "Shop" }, endpoint }), of("Shop"));
  deepEqual(owner(key, { endpoint }), of("shop"));
});

test("a managed policy's row tells its ARN, one that is gone nothing", () => {
  const arn = "arn:aws:iam::000000000000:policy/team/Shop";
  equal(policyRow(key, { row: { arn }, endpoint })?.identifier, arn);
  equal(policyRow(key, { endpoint }), undefined);
});
