import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Fault } from "../../core/errors.ts";
import { functionReference } from "./function-reference.ts";

const here = { accountId: "000000000000", region: "us-east-1" };
const arn = "arn:aws:lambda:us-east-1:000000000000:function:f";

void test("a name, a partial ARN and a full ARN mean the same function", () => {
  for (const text of ["f", "function:f", "000000000000:function:f", arn]) {
    assert.equal(functionReference(text, undefined, here).arn, arn);
    assert.equal(
      functionReference(`${text}:7`, undefined, here).arn,
      `${arn}:7`,
    );
    assert.equal(functionReference(text, "live", here).qualifier, "live");
    assert.equal(
      functionReference(`${text}:live`, "live", here).qualifier,
      "live",
    );
  }
});

void test("another account's function is meant by its ARN or number", () => {
  const text = "111122223333:function:f";
  assert.equal(
    functionReference(text, undefined, here).functionArn,
    "arn:aws:lambda:us-east-1:111122223333:function:f",
  );
});

void test("two different qualifiers, and another Region, are refused", () => {
  assert.throws(() => functionReference("f:1", "2", here), {
    name: "InvalidParameterValueException",
    message:
      "The derived qualifier from the function name does not match the specified qualifier.",
  });
  assert.throws(
    () =>
      functionReference(arn.replace("us-east-1", "eu-west-1"), undefined, here),
    {
      name: "ResourceNotFoundException",
      message:
        "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
    },
  );
});

void test("whatever the text, it is a function of one account or a refusal", () => {
  fc.assert(
    fc.property(fc.string(), fc.option(fc.string()), (text, qualifier) => {
      try {
        const reference = functionReference(text, qualifier ?? undefined, here);
        assert.match(reference.functionName, /^[a-zA-Z0-9-_]+$/);
        assert(reference.arn.startsWith(reference.functionArn));
      } catch (error) {
        assert(error instanceof Fault);
      }
    }),
  );
});
