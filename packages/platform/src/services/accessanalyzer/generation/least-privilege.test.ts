import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { compile, decide, parsePolicy } from "@gatehouse/authz";
import fc from "fast-check";
import type { UsedPermission } from "../tables.ts";
import { leastPrivilege } from "./least-privilege.ts";

const FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:";

test("actions on the same resources share a statement, and a wider resource stands for those it holds", () => {
  deepEqual(
    leastPrivilege([
      { action: "lambda:InvokeFunction", resource: `${FUNCTION}a` },
      { action: "lambda:GetFunction", resource: `${FUNCTION}a` },
      { action: "s3:GetObject", resource: "arn:aws:s3:::photos/1" },
      { action: "s3:GetObject", resource: "arn:aws:s3:::photos/*" },
    ]).map((policy) => JSON.parse(policy) as unknown),
    [
      {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["lambda:GetFunction", "lambda:InvokeFunction"],
            Resource: [`${FUNCTION}a`],
          },
          {
            Effect: "Allow",
            Action: ["s3:GetObject"],
            Resource: ["arn:aws:s3:::photos/*"],
          },
        ],
      },
    ],
  );
});

test("nothing used needs no policy", () => {
  deepEqual(leastPrivilege([]), []);
});

const permission = fc.record<UsedPermission>({
  action: fc.constantFrom(
    "lambda:GetFunction",
    "lambda:Invoke",
    "s3:GetObject",
    "iam:GetRole",
  ),
  resource: fc.oneof(
    fc.nat({ max: 200 }).map((n) => `${FUNCTION}f${n}`),
    fc.constantFrom("*", `${FUNCTION}*`),
  ),
});

test("all that was used is allowed, nothing else is, and each policy fits into IAM", () => {
  fc.assert(
    fc.property(
      fc.array(permission, { maxLength: 300 }),
      permission,
      (used, other) => {
        const texts = leastPrivilege(used);
        const identity = texts.map((text) => {
          ok(text.length <= 6144);
          const parsed = parsePolicy(text, "identity");
          ok(parsed.ok);
          return compile(parsed.policy, { kind: "identity" });
        });
        const allowed = ({ action, resource }: UsedPermission): boolean =>
          decide(
            {
              principal: {
                type: "user",
                arn: "arn:aws:iam::123456789012:user/u",
                accountId: "123456789012",
                principalId: "AIDA",
              },
              action,
              // A pattern stands for something that only it matches.
              resource: resource.replace("*", "other"),
              context: new Map(),
            },
            { identity },
          ).allowed;
        for (const one of used) ok(allowed(one));
        const meant = used.some(
          ({ action, resource }) =>
            action === other.action &&
            (resource === other.resource ||
              (other.resource
                .replace("*", "other")
                .startsWith(resource.slice(0, -1)) &&
                resource.endsWith("*"))),
        );
        equal(allowed(other), meant);
      },
    ),
  );
});
