import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { compile } from "../compile/policy.ts";
import { decide } from "../decide/decide.ts";
import type { PolicyKind } from "../policy.ts";
import { contextOf } from "../request.ts";
import { writePolicy } from "../write.ts";
import { parsePolicy } from "./parse.ts";

const ok = {
  Effect: "Allow",
  Action: "s3:ListBucket",
  Resource: "arn:aws:s3:::example",
};
const policy = (statement: unknown, rest: object = {}) => ({
  Version: "2012-10-17",
  ...rest,
  Statement: statement,
});

const messageOf = (document: unknown, kind: PolicyKind = "identity") => {
  const text =
    typeof document === "string" ? document : JSON.stringify(document);
  const result = parsePolicy(text, kind);
  return result.ok ? "ok" : result.message;
};

const SYNTAX = "Syntax errors in policy.";
const LEGACY = "The policy failed legacy parsing";
const VERSION = "Policy document must be version 2012-10-17 or greater.";
const NO_ACTIONS = "Policy statement must contain actions.";
const NO_RESOURCES = "Policy statement must contain resources.";
const VENDOR =
  "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";

void suite("what IAM refuses in a policy, and its words", () => {
  const where = (Condition: unknown) => policy({ ...ok, Condition });
  const on = (Resource: unknown) => policy({ ...ok, Resource });
  const doing = (Action: unknown) => policy({ ...ok, Action });
  const refusals: [string, unknown, string][] = [
    ["text that is no JSON", "not JSON", SYNTAX],
    ["JSON that is no object", "[1]", SYNTAX],
    ["an unknown version", policy(ok, { Version: "2013-10-17" }), SYNTAX],
    ["no statement", { Version: "2012-10-17" }, SYNTAX],
    ["an empty list of statements", policy([]), SYNTAX],
    ["a statement that is text", policy(["x"]), SYNTAX],
    ["an unknown element", policy(ok, { Extra: "x" }), SYNTAX],
    ["an unknown element of a statement", policy({ ...ok, Extra: 1 }), SYNTAX],
    ["an Id that is no text", policy(ok, { Id: {} }), SYNTAX],
    ["a Sid that is no text", policy({ ...ok, Sid: [] }), SYNTAX],
    ["an unknown effect", policy({ ...ok, Effect: "Maybe" }), SYNTAX],
    ["no effect", policy({ ...ok, Effect: undefined }), SYNTAX],
    ["an effect in the wrong case", policy({ ...ok, Effect: "denY" }), LEGACY],
    ["an action that is a number", doing(1), SYNTAX],
    ["both Action and NotAction", policy({ ...ok, NotAction: [] }), SYNTAX],
    [
      "both Resource and NotResource",
      policy({ ...ok, NotResource: [] }),
      SYNTAX,
    ],
    ["a condition that is a list", where([]), SYNTAX],
    ["a condition without keys", where({ StringEquals: "b" }), SYNTAX],
    [
      "a condition's value that is an object",
      where({ DateEquals: { a: {} } }),
      SYNTAX,
    ],
    ["an unknown operator", where({ x: { a: "1" } }), SYNTAX],
    [
      "a misspelt set operator",
      where({ "ForAnyValue::StringEquals": { a: "1" } }),
      SYNTAX,
    ],
    ["Null with a suffix", where({ NullIfExists: { a: "true" } }), SYNTAX],
    ["a date that is none", where({ DateGreaterThan: { a: "soon" } }), LEGACY],
    [
      "a date beyond time",
      where({ DateLessThan: { a: "9223372036854775808" } }),
      LEGACY,
    ],
    ["no action", policy({ Effect: "Allow", Resource: "*" }), NO_ACTIONS],
    ["an empty list of actions", doing([]), NO_ACTIONS],
    ["neither action nor resource", policy({ Effect: "Allow" }), NO_ACTIONS],
    [
      "no resource",
      policy({ Effect: "Allow", Action: "invalid" }),
      NO_RESOURCES,
    ],
    ["an empty list of resources", on([]), NO_RESOURCES],
    ["an action without a service", doing("invalid"), VENDOR],
    [
      "an empty action",
      policy({ Effect: "Allow", NotAction: "", Resource: "*" }),
      VENDOR,
    ],
    ["a service with a space", doing("a a:List"), "Vendor a a is not valid"],
    [
      "an action with two colons",
      doing("s3:List:Bucket"),
      "Actions/Condition can contain only one colon.",
    ],
    [
      "a resource that is no ARN",
      on("invalid"),
      'Resource invalid must be in ARN format or "*".',
    ],
    ["an empty resource", on(""), 'Resource  must be in ARN format or "*".'],
    [
      "a wrong resource before a wrong action",
      policy({ ...ok, Action: "x", Resource: "y" }),
      'Resource y must be in ARN format or "*".',
    ],
    [
      "a wrong partition",
      on("arn:error:s3:::x"),
      'Partition "error" is not valid for resource "arn:error:s3:::x".',
    ],
    [
      "an ARN without its arn",
      on("aws:s3:::x"),
      'Partition "s3" is not valid for resource "arn:s3:::x:*".',
    ],
    [
      "an ARN of one field",
      on("a:b"),
      'Partition "b" is not valid for resource "arn:b:*:*:*:*".',
    ],
    [
      "an ARN without a service",
      on("arn:aws"),
      "Resource vendor must be fully qualified and cannot contain regexes.",
    ],
    ["an ARN with a field too few", on("arn:aws:s3::x"), LEGACY],
    ["an ARN with an empty service", on("arn:aws::::x"), LEGACY],
    [
      "a region in an IAM ARN",
      on("arn:aws:iam:us-east-1::user/x"),
      "IAM resource arn:aws:iam:us-east-1::user/x cannot contain region information.",
    ],
    [
      "a region in a bucket's ARN",
      on("arn:aws:s3:us-east-1::x"),
      "Resource arn:aws:s3:us-east-1::x can not contain region information.",
    ],
    [
      "a Sid used twice",
      policy([
        { ...ok, Sid: "a" },
        { Effect: "Allow", Sid: "a" },
      ]),
      "Statement IDs (SID) in a single policy must be unique.",
    ],
    [
      "a Sid with a space",
      policy({ ...ok, Sid: "a b" }),
      "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
    ],
    [
      "a principal in an identity policy",
      policy({ ...ok, Principal: "*" }),
      "Policy document should not specify a principal.",
    ],
    [
      "an element named twice",
      '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}]}',
      SYNTAX,
    ],
    [
      "an element named twice, once escaped",
      '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","\\u0045ffect":"Allow","Action":"*","Resource":"*"}]}',
      SYNTAX,
    ],
    [
      "a prototype",
      '{"Version":"2012-10-17","__proto__":{},"Statement":[]}',
      SYNTAX,
    ],
    [
      "more than 262,144 characters",
      JSON.stringify(policy(ok)) + " ".repeat(262_144),
      SYNTAX,
    ],
  ];
  for (const [name, document, message] of refusals)
    void test(name, () => assert.equal(messageOf(document), message));
  void test("a path that IAM does not have", () => {
    const message = messageOf(on("arn:aws:iam:::example"));
    assert.match(
      message,
      /^IAM resource path must either be "\*" or start with user\//,
    );
  });
});

void suite("what IAM takes", () => {
  const accepted: [string, unknown][] = [
    ["one statement without a list", policy(ok)],
    ["several statements", policy([ok, ok])],
    ["everything", policy({ Effect: "Allow", Action: "*", Resource: "*" })],
    [
      "all but",
      policy({ Effect: "Deny", NotAction: "s3:*", NotResource: "*" }),
    ],
    ["an empty condition", policy({ ...ok, Condition: {} })],
    [
      "an unknown operator without keys",
      policy({ ...ok, Condition: { a: {} } }),
    ],
    [
      "a bare truth and a bare number",
      policy({
        ...ok,
        Condition: { Bool: { a: true }, NumericEquals: { b: 5 } },
      }),
    ],
    [
      "set operators and suffixes",
      policy({
        ...ok,
        Condition: { "ForAnyValue:StringEqualsIfExists": { a: "x" } },
      }),
    ],
    [
      "dates of each form",
      policy({
        ...ok,
        Condition: {
          DateEquals: {
            a: [
              "2017",
              "2017-07-01T00:00:00Z",
              "2016-12-13T21:20:37.593194+00:00",
              "-292275054",
              "1436400000",
            ],
          },
        },
      }),
    ],
    [
      "unknown services",
      policy({ ...ok, Action: "x-y.z:Do", Resource: "arn:aws:s33:::x" }),
    ],
    ["an ARN that stops early", policy({ ...ok, Resource: "arn:aws:sqs" })],
    [
      "an access point's region",
      policy({
        ...ok,
        Resource: "arn:aws:s3:us-east-1:111122223333:accesspoint/x",
      }),
    ],
    [
      "IAM paths with wildcards",
      policy({
        ...ok,
        Resource: [
          "arn:aws:iam::*:user/*",
          "arn:aws:iam::111122223333:*",
          "arn:aws:iam::111122223333:u*",
        ],
      }),
    ],
  ];
  for (const [name, document] of accepted)
    void test(name, () => assert.equal(messageOf(document), "ok"));
});

void suite("what each kind of policy may and must hold", () => {
  const trust = {
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { Service: "lambda.amazonaws.com" },
  };
  const bucket = { ...ok, Principal: { AWS: "111122223333" } };
  const naming = (Principal: unknown) => policy({ ...bucket, Principal });
  const invalid = (kind: string, name: string) =>
    `Invalid principal in policy: "${kind}":"${name}"`;
  const UNSUPPORTED =
    "The provided policy document does not meet the requirements of the specified policy type.";
  const cases: [string, PolicyKind, unknown, string][] = [
    ["a trust policy", "trust", policy(trust), "ok"],
    [
      "a trust policy of the older version",
      "trust",
      policy(trust, { Version: "2008-10-17" }),
      "ok",
    ],
    ["a trust policy without a version", "trust", { Statement: trust }, "ok"],
    ["an inline policy without a version", "identity", { Statement: ok }, "ok"],
    [
      "an inline policy of the older version",
      "identity",
      policy(ok, { Version: "2008-10-17" }),
      "ok",
    ],
    ["a managed policy", "managed", policy(ok), "ok"],
    [
      "a managed policy without a version",
      "managed",
      { Statement: ok },
      VERSION,
    ],
    [
      "a managed policy of the older version",
      "managed",
      policy(ok, { Version: "2008-10-17" }),
      VERSION,
    ],
    [
      "a service control policy without a version",
      "scp",
      { Statement: ok },
      VERSION,
    ],
    [
      "a trust policy with a resource",
      "trust",
      policy({ ...trust, Resource: "*" }),
      "Has prohibited field Resource",
    ],
    [
      "a trust policy with NotResource",
      "trust",
      policy({ ...trust, NotResource: "*" }),
      "AssumeRole policy must not contain resources.",
    ],
    [
      "a trust policy without a principal",
      "trust",
      policy({ Effect: "Allow", Action: "sts:AssumeRole" }),
      "Missing required field Principal",
    ],
    [
      "a trust policy with NotPrincipal",
      "trust",
      policy({
        Effect: "Deny",
        Action: "sts:AssumeRole",
        NotPrincipal: { AWS: "111122223333" },
      }),
      "AssumeRole policy must not contain NotPrincipal field.",
    ],
    [
      "a trust policy of another service's actions",
      "trust",
      policy({ ...trust, Action: "s3:GetObject" }),
      "AssumeRole policy may only specify STS AssumeRole actions.",
    ],
    [
      "a trust policy without actions",
      "trust",
      policy({ Effect: "Allow", Principal: "*" }),
      "Missing required field Action",
    ],
    ["a bucket policy", "resource", policy(bucket), "ok"],
    [
      "a bucket policy with a free Sid",
      "resource",
      policy({ ...bucket, Sid: "a b" }),
      "ok",
    ],
    [
      "a bucket policy without a principal",
      "resource",
      policy(ok),
      "Missing required field Principal",
    ],
    [
      "a bucket policy with an empty principal",
      "resource",
      naming({}),
      "Missing required field Principal cannot be empty!",
    ],
    [
      "a principal of an unknown sort",
      "resource",
      naming({ Aws: "*" }),
      SYNTAX,
    ],
    [
      "a principal with a partial wildcard",
      "resource",
      naming({ AWS: "arn:aws:iam::111122223333:user/*" }),
      invalid("AWS", "arn:aws:iam::111122223333:user/*"),
    ],
    [
      "a session with a partial wildcard",
      "resource",
      naming({ AWS: "arn:aws:sts::111122223333:assumed-role/r/*" }),
      invalid("AWS", "arn:aws:sts::111122223333:assumed-role/r/*"),
    ],
    [
      "a group as a principal",
      "resource",
      naming({ AWS: "arn:aws:iam::111122223333:group/g" }),
      invalid("AWS", "arn:aws:iam::111122223333:group/g"),
    ],
    [
      "a principal of a malformed ARN",
      "trust",
      policy({
        ...trust,
        Principal: { AWS: "arn:aws::iam::111122223333:root" },
      }),
      invalid("AWS", "arn:aws::iam::111122223333:root"),
    ],
    [
      "a service that is no name",
      "resource",
      naming({ Service: "lambda" }),
      invalid("Service", "lambda"),
    ],
    [
      "every form of principal",
      "resource",
      naming({
        AWS: [
          "*",
          "111122223333",
          "arn:aws:iam::111122223333:root",
          "arn:aws:iam::111122223333:user/a/b",
          "arn:aws:iam::111122223333:role/r",
          "arn:aws:sts::111122223333:assumed-role/r/s",
          "arn:aws:sts::111122223333:federated-user/f",
          "AROAEXAMPLEEXAMPLE01",
        ],
        Service: "s3.amazonaws.com",
        Federated: [
          "accounts.google.com",
          "arn:aws:iam::111122223333:oidc-provider/idp.example/x",
          "arn:aws:iam::111122223333:saml-provider/corp",
        ],
        CanonicalUser:
          "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be",
      }),
      "ok",
    ],
    [
      "NotPrincipal with Allow",
      "resource",
      policy({ ...ok, NotPrincipal: { AWS: "111122223333" } }),
      "Allow with NotPrincipal is not allowed.",
    ],
    [
      "NotPrincipal with Deny",
      "resource",
      policy({ ...ok, Effect: "Deny", NotPrincipal: { AWS: "111122223333" } }),
      "ok",
    ],
    ["an SCP", "scp", policy(ok), "ok"],
    ["an SCP with a principal", "scp", policy(bucket), UNSUPPORTED],
    ["an RCP", "rcp", policy({ ...ok, Effect: "Deny", Principal: "*" }), "ok"],
    [
      "an RCP that allows",
      "rcp",
      policy({ ...ok, Principal: "*" }),
      UNSUPPORTED,
    ],
    [
      "an RCP for one account",
      "rcp",
      policy({ ...ok, Effect: "Deny", Principal: { AWS: "111122223333" } }),
      UNSUPPORTED,
    ],
    [
      "RCPFullAWSAccess",
      "rcp",
      policy({ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }),
      "ok",
    ],
    [
      "a boundary with a principal",
      "boundary",
      policy(bucket),
      "Policy document should not specify a principal.",
    ],
    [
      "a session policy with a principal",
      "session",
      policy(bucket),
      "Policy document should not specify a principal.",
    ],
  ];
  for (const [name, kind, document, message] of cases)
    void test(name, () => assert.equal(messageOf(document, kind), message));
});

const KINDS: PolicyKind[] = [
  "identity",
  "managed",
  "resource",
  "trust",
  "scp",
  "rcp",
  "boundary",
  "session",
];

void test("garbage never throws, whatever kind of policy it is taken for", () => {
  const garbage = fc.oneof(fc.string(), fc.json(), almostPolicy());
  fc.assert(
    fc.property(garbage, fc.constantFrom(...KINDS), (text, kind) => {
      const result = parsePolicy(text, kind);
      if (!result.ok) return assert.ok(result.message);
      decide(
        {
          principal: {
            type: "anonymous",
            arn: "",
            accountId: "",
            principalId: "",
          },
          action: text,
          resource: text,
          context: contextOf({}),
        },
        {
          identity: [],
          resource: {
            kind: "resource",
            policy: compile(result.policy, { kind }),
          },
        },
      );
    }),
    { numRuns: 3_000 },
  );
});

void test("a policy that is written and read again is the same", () => {
  fc.assert(
    fc.property(almostPolicy(), (text) => {
      const first = parsePolicy(text, "resource");
      if (!first.ok) return;
      const second = parsePolicy(writePolicy(first.policy), "resource");
      assert.deepEqual(second, first);
    }),
    { numRuns: 3_000 },
  );
});

function almostPolicy(): fc.Arbitrary<string> {
  const text = fc.oneof(
    fc.constantFrom(
      "*",
      "s3:*",
      "arn:aws:s3:::x",
      "${a",
      "${a, 'b'}",
      "arn:aws",
    ),
    fc.string({ maxLength: 8 }),
  );
  const texts = fc.oneof(text, fc.array(text, { maxLength: 2 }));
  const operator = fc.constantFrom(
    "StringLike",
    "ArnLike",
    "IpAddress",
    "ForAllValues:NumericEquals",
    "Null",
    "DateEquals",
    "x",
  );
  const statement = fc.record(
    {
      Sid: fc.string({ maxLength: 3 }),
      Effect: fc.constantFrom("Allow", "Deny", "allow"),
      Principal: fc.oneof(text, fc.record({ AWS: texts })),
      Action: texts,
      Resource: texts,
      Condition: fc.dictionary(
        operator,
        fc.dictionary(text, texts, { maxKeys: 2 }),
        { maxKeys: 2 },
      ),
    },
    { requiredKeys: ["Effect", "Principal", "Action", "Resource"] },
  );
  return fc
    .record({
      Version: fc.constantFrom("2012-10-17", "2008-10-17"),
      Statement: fc.array(statement, { maxLength: 2 }),
    })
    .map((document) => JSON.stringify(document));
}
