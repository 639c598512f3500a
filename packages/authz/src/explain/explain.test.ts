import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { compile } from "../compile/policy.ts";
import type { PolicyKind, Statement } from "../policy.ts";
import type { AccessRequest, ContextValue } from "../request.ts";
import { contextOf } from "../request.ts";
import { explain } from "./explain.ts";
import { smallestAllow } from "./smallest-allow.ts";

const allow = (over: Partial<Statement>): Statement => ({
  effect: "Allow",
  actions: ["lambda:*"],
  resources: ["*"],
  conditions: [],
  ...over,
});
const policy = (kind: PolicyKind, ...statements: Statement[]) =>
  compile({ version: "2012-10-17", statements }, { kind });

const FN = "arn:aws:lambda:us-east-1:111122223333:function:orders";
const request = (
  context: Record<string, ContextValue> = {},
  resource = FN,
): AccessRequest => ({
  principal: {
    type: "role-session",
    arn: "arn:aws:sts::111122223333:assumed-role/deploy/ci",
    accountId: "111122223333",
    principalId: "AROAEXAMPLEEXAMPLE01:ci",
    roleArn: "arn:aws:iam::111122223333:role/deploy",
    sessionName: "ci",
  },
  action: "lambda:InvokeFunction",
  resource,
  context: contextOf(context),
});

void suite("an explanation", () => {
  void test("shows a failed condition with the wanted and the actual value", () => {
    const condition = {
      operator: "StringEquals",
      key: "aws:PrincipalTag/team",
      values: ["red"],
    };
    const { nearest } = explain(request({ "aws:PrincipalTag/team": "blue" }), {
      identity: [policy("identity", allow({ conditions: [condition] }))],
    });
    assert.deepEqual(nearest?.conditions, [
      {
        outcome: "no-match",
        operator: "StringEquals",
        key: "aws:PrincipalTag/team",
        wanted: ["red"],
        actual: "blue",
      },
    ]);
  });

  void test("shows a key that the request lacks as null", () => {
    const condition = { operator: "Bool", key: "aws:x", values: ["true"] };
    const { nearest } = explain(request(), {
      identity: [policy("identity", allow({ conditions: [condition] }))],
    });
    assert.equal(nearest?.conditions[0]?.actual, null);
  });

  void test("shows the ARN that came nearest, and the segment in which it differs", () => {
    const { nearest } = explain(request(), {
      identity: [
        policy("identity", allow({ actions: ["s3:*"] })),
        policy(
          "identity",
          allow({
            resources: [
              "arn:aws:s3:::orders",
              "arn:aws:lambda:eu-west-1:111122223333:function:orders",
              "arn:aws:lambda:eu-west-1:444455556666:function:orders",
            ],
          }),
        ),
      ],
    });
    assert.deepEqual(nearest?.resource.nearest, {
      pattern: "arn:aws:lambda:eu-west-1:111122223333:function:orders",
      segment: "region",
      wanted: "eu-west-1",
      actual: "us-east-1",
    });
  });

  void test("shows what each layer said, also those that do not apply", () => {
    const { layers, decision } = explain(request(), {
      identity: [policy("identity", allow({}))],
      boundary: policy("boundary", allow({ actions: ["s3:*"] })),
      scps: [[policy("scp", allow({}))], [policy("scp", allow({}))]],
      managementAccountId: "111122223333",
    });
    assert.equal(decision.layer, "boundary");
    assert.deepEqual(
      layers.map(({ layer, outcome, level }) => [layer, outcome, level]),
      [
        ["scp", "exempt", 0],
        ["scp", "exempt", 1],
        ["resource", "no-policy", undefined],
        ["identity", "allow", undefined],
        ["boundary", "no-allow", undefined],
        ["session", "no-policy", undefined],
      ],
    );
  });

  void test("has nothing nearest for an allowed request", () => {
    const explained = explain(request(), {
      identity: [policy("identity", allow({}), allow({ actions: ["s3:*"] }))],
    });
    assert.equal(explained.decision.allowed, true);
    assert.equal(explained.nearest, undefined);
  });
});

void suite("the smallest allow", () => {
  void test("is one action on one resource", () => {
    const found = smallestAllow(request(), { identity: [] });
    assert.deepEqual(found.possible && found.additions, [
      {
        layer: "identity",
        statement: {
          effect: "Allow",
          actions: ["lambda:InvokeFunction"],
          resources: [FN],
          conditions: [],
        },
      },
    ]);
  });

  void test("is one statement in each layer that lacks it", () => {
    const found = smallestAllow(
      request({}, "arn:aws:lambda:us-east-1:444455556666:function:orders"),
      {
        identity: [],
        boundary: policy("boundary", allow({ actions: ["s3:*"] })),
        scps: [[policy("scp", allow({}))], []],
      },
    );
    assert.deepEqual(
      found.possible &&
        found.additions.map(({ layer, level }) => [layer, level]),
      [
        ["scp", 1],
        ["identity", undefined],
        ["boundary", undefined],
        ["resource", undefined],
      ],
    );
  });

  void test("takes a star in a resource's name for a star", () => {
    const found = smallestAllow(request({}, "arn:aws:s3:::b/*"), {
      identity: [],
    });
    assert.ok(found.possible);
    assert.deepEqual(found.additions[0]?.statement.resources, [
      "arn:aws:s3:::b/${*}",
    ]);
  });

  void test("is nothing for a request that is allowed already", () => {
    const policies = { identity: [policy("identity", allow({}))] };
    const found = smallestAllow(request(), policies);
    assert.deepEqual(found.possible && found.additions, []);
  });

  void test("does not exist against an explicit deny, which is named", () => {
    const deny = allow({ effect: "Deny", sid: "Never" });
    const found = smallestAllow(request(), {
      identity: [policy("identity", deny)],
    });
    assert.equal(found.possible, false);
    assert.equal(found.decision.statement?.sid, "Never");
  });
});
