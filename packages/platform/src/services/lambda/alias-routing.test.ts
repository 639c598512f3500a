import assert from "node:assert/strict";
import { test } from "node:test";
import { chosenVersion } from "./alias-routing.ts";

void test("an alias sends the share of its weight to the other version", () => {
  const alias = {
    functionName: "f",
    name: "live",
    functionVersion: "1",
    description: "",
    revisionId: "r",
  };
  assert.equal(chosenVersion(alias, 0), "1");
  const weighted = {
    ...alias,
    routing: { AdditionalVersionWeights: { "2": 0.25 } },
  };
  assert.equal(chosenVersion(weighted, 0.249), "2");
  assert.equal(chosenVersion(weighted, 0.25), "1");
  assert.equal(chosenVersion(weighted, 0.99), "1");
});
