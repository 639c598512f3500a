import { equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { compile, decide, parsePolicy } from "@gatehouse/authz";
import fc from "fast-check";
import { mayGrant } from "./may-grant.ts";

const actions = ["s3:GetObject", "s3:PutObject", "iam:PassRole"];
const resources = [
  "arn:aws:s3:::a/1",
  "arn:aws:s3:::b/1",
  "arn:aws:iam::123456789012:role/a",
];

const statement = fc.record({
  Effect: fc.constantFrom("Allow", "Deny"),
  act: fc.tuple(
    fc.constantFrom("Action", "NotAction"),
    fc.subarray(["*", "s3:*", "s3:Get*", "*:P*", ...actions], { minLength: 1 }),
  ),
  on: fc.tuple(
    fc.constantFrom("Resource", "NotResource"),
    fc.subarray(
      [
        "*",
        "arn:aws:s3:::a/*",
        "arn:aws:s3:::?/1",
        "arn:aws:s3:::${aws:username}/1",
        ...resources,
      ],
      {
        minLength: 1,
      },
    ),
  ),
  when: fc.constantFrom(
    {},
    { Condition: { Bool: { "aws:SecureTransport": "true" } } },
  ),
});

test("what surely is not granted is never allowed by the engine, whatever the conditions", () => {
  let sure = 0;
  fc.assert(
    fc.property(
      fc.array(statement, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...actions),
      fc.constantFrom(...resources),
      fc.boolean(),
      (statements, action, resource, secure) => {
        const parsed = parsePolicy(
          JSON.stringify({
            Version: "2012-10-17",
            Statement: statements.map(({ Effect, act, on, when }) => ({
              Effect,
              [act[0]]: act[1],
              [on[0]]: on[1],
              ...when,
            })),
          }),
          "identity",
        );
        // IAM refuses some of the patterns.
        if (!parsed.ok) return;
        if (mayGrant(parsed.policy, { action, resource }) !== undefined) return;
        sure += 1;
        const { allowed } = decide(
          {
            principal: {
              type: "user",
              arn: "arn:aws:iam::123456789012:user/a",
              accountId: "123456789012",
              principalId: "AIDA",
              userName: "a",
            },
            action,
            resource,
            context: new Map([
              ["aws:securetransport", String(secure)],
              ["aws:username", "a"],
            ]),
          },
          { identity: [compile(parsed.policy, { kind: "identity" })] },
        );
        equal(allowed, false);
      },
    ),
    { numRuns: 3000 },
  );
  ok(sure > 100);
});
