import assert from "node:assert/strict";
import { test } from "node:test";
import type { Decision, Layer } from "./decision.ts";
import { denialMessage } from "./denial-message.ts";

const ANN = "arn:aws:iam::111122223333:user/ann";
const FN = "arn:aws:lambda:us-east-1:111122223333:function:orders";

const textFor = (decision: Decision, resource = FN) =>
  denialMessage(ANN, "lambda:GetFunction", resource, decision);

const START = `User: ${ANN} is not authorized to perform: lambda:GetFunction`;

void test("an implicit deny names the policy that would have to allow", () => {
  const names: [Layer, string][] = [
    ["identity", "identity-based policy"],
    ["resource", "resource-based policy"],
    ["boundary", "permissions boundary"],
    ["session", "session policy"],
    ["scp", "service control policy"],
    ["trust", "role trust policy"],
  ];
  for (const [layer, name] of names)
    assert.equal(
      textFor({ allowed: false, reason: "implicit-deny", layer }),
      `${START} on resource: ${FN} because no ${name} allows the lambda:GetFunction action`,
    );
});

void test("an explicit deny names the policy that denies", () => {
  const names: [Layer, string][] = [
    ["identity", "an identity-based policy"],
    ["resource", "a resource-based policy"],
    ["boundary", "a permissions boundary"],
    ["session", "a session policy"],
    ["scp", "a service control policy"],
    ["rcp", "a resource control policy"],
    ["trust", "the role trust policy"],
  ];
  for (const [layer, name] of names)
    assert.equal(
      textFor({
        allowed: false,
        reason: "explicit-deny",
        layer,
        statement: { policy: { kind: "identity" }, index: 0 },
      }),
      `${START} on resource: ${FN} with an explicit deny in ${name}`,
    );
});

void test("a managed policy that denies is named by its ARN", () => {
  const arn = "arn:aws:iam::111122223333:policy/NoReading";
  const text = textFor({
    allowed: false,
    reason: "explicit-deny",
    layer: "identity",
    statement: { policy: { kind: "identity", arn }, index: 0 },
  });
  assert.ok(text.endsWith(`in an identity-based policy: ${arn}`));
});

void test("without a resource or a reason the text stops earlier", () => {
  const decision = {
    allowed: false,
    reason: "engine-error",
    layer: "identity",
  } as const;
  assert.equal(textFor(decision, ""), START);
});
