import assert from "node:assert/strict";
import { test } from "node:test";
import * as iam from "@aws-sdk/client-iam";
import { encode, serviceModel } from "../index.ts";

void test("an answer without members has a result element; no answer at all has none", () => {
  const model = serviceModel({ ...iam });
  const xmlOf = (name: string): string => {
    const operation = model.operation(name);
    assert.ok(operation);
    return encode("awsQuery", operation, {}, { requestId: "1" }).body as string;
  };

  assert.match(xmlOf("UpdateRole"), /<UpdateRoleResult><\/UpdateRoleResult>/);
  assert.doesNotMatch(xmlOf("TagRole"), /TagRoleResult/);
});
