import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import type {
  PolicyType,
  ValidatePolicyResourceType,
} from "@aws-sdk/client-accessanalyzer";
import fc from "fast-check";
import { ISSUES, type IssueCode } from "./issues.ts";
import { validatePolicy } from "./validate.ts";

type Statement = Record<string, unknown>;
type Kind = "identity" | "resource" | "scp" | "rcp" | "trust" | "bucket";

const KINDS: Record<
  Kind,
  { policyType: PolicyType; resourceType?: ValidatePolicyResourceType }
> = {
  identity: { policyType: "IDENTITY_POLICY" },
  resource: { policyType: "RESOURCE_POLICY" },
  scp: { policyType: "SERVICE_CONTROL_POLICY" },
  rcp: { policyType: "RESOURCE_CONTROL_POLICY" },
  trust: {
    policyType: "RESOURCE_POLICY",
    resourceType: "AWS::IAM::AssumeRolePolicyDocument",
  },
  bucket: { policyType: "RESOURCE_POLICY", resourceType: "AWS::S3::Bucket" },
};

const FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:api";

/** A sound statement of each kind, for the cases to change one thing of. */
const SOUND: Record<Kind, Statement> = {
  identity: {
    Effect: "Allow",
    Action: "lambda:GetFunction",
    Resource: FUNCTION,
  },
  resource: {
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::123456789012:role/caller" },
    Action: "lambda:InvokeFunction",
    Resource: FUNCTION,
  },
  scp: { Effect: "Deny", Action: "lambda:*", Resource: "*" },
  rcp: { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" },
  trust: {
    Effect: "Allow",
    Principal: { Service: "lambda.amazonaws.com" },
    Action: "sts:AssumeRole",
  },
  bucket: {
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::123456789012:role/caller" },
    Action: "s3:GetObject",
    Resource: "arn:aws:s3:::reports/*",
  },
};

/** A statement with members set, or left out where they are undefined. */
const statement = (kind: Kind, change: Statement): Statement => ({
  ...SOUND[kind],
  ...change,
});
const document = (...statements: Statement[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const where = (operator: string, key: string, values: unknown): Statement => ({
  Condition: { [operator]: { [key]: values } },
});

type Case = readonly [IssueCode, Kind, string, string];
const changed = (
  code: IssueCode,
  kind: Kind,
  wrong: Statement,
  right: Statement = {},
): Case => [
  code,
  kind,
  document(statement(kind, wrong)),
  document(statement(kind, right)),
];

const IP = (operator: string, values: unknown): Statement =>
  where(operator, "aws:SourceIp", values);
const TAG = "aws:ResourceTag/team";
const role = (resource: string): Statement => ({
  Action: "iam:PassRole",
  Resource: resource,
});
const ONE_ROLE = "arn:aws:iam::123456789012:role/worker";
const SLR = "iam:CreateServiceLinkedRole";
const ONE_SLR =
  "arn:aws:iam::123456789012:role/aws-service-role/lambda.amazonaws.com/*";
const longText = (length: number): Statement => ({
  Resource: Array.from(
    { length: length / 50 },
    (_, i) => `arn:aws:lambda:us-east-1:123456789012:function:f${i}`,
  ),
});

/** Each code: a policy that has it, beside one that does not. */
const CASES: readonly Case[] = [
  ["JSON_SYNTAX_ERROR", "identity", "{", document(SOUND.identity)],
  changed("DATA_TYPE_MISMATCH", "identity", { Action: 5 }),
  changed("INVALID_POLICY_ELEMENT", "identity", { Actions: "s3:*" }),
  changed("UNSUPPORTED_ELEMENT_COMBINATION", "identity", { NotAction: "s3:*" }),
  [
    "INVALID_VERSION",
    "identity",
    JSON.stringify({ Version: "2026-01-01", Statement: SOUND.identity }),
    JSON.stringify({ Version: "2012-10-17", Statement: SOUND.identity }),
  ],
  [
    "MISSING_VERSION",
    "identity",
    JSON.stringify({ Statement: SOUND.identity }),
    document(SOUND.identity),
  ],
  ["MISSING_STATEMENT", "identity", document(), document(SOUND.identity)],
  changed("MISSING_EFFECT", "identity", { Effect: undefined }),
  changed("INVALID_EFFECT", "identity", { Effect: "Permit" }),
  changed("MISSING_ACTION", "identity", { Action: undefined }),
  changed("MISSING_RESOURCE", "identity", { Resource: undefined }),
  changed("MISSING_PRINCIPAL", "resource", { Principal: undefined }),
  [
    "UNIQUE_SIDS_REQUIRED",
    "identity",
    document(
      statement("identity", { Sid: "One" }),
      statement("identity", { Sid: "One", Action: "lambda:ListTags" }),
    ),
    document(
      statement("identity", { Sid: "One" }),
      statement("identity", { Sid: "Two", Action: "lambda:ListTags" }),
    ),
  ],
  [
    "UNIQUE_SIDS_RECOMMENDED",
    "bucket",
    document(
      statement("bucket", { Sid: "one" }),
      statement("bucket", { Sid: "one", Action: "s3:PutObject" }),
    ),
    document(
      statement("bucket", { Sid: "one" }),
      statement("bucket", { Sid: "two", Action: "s3:PutObject" }),
    ),
  ],
  changed("UNSUPPORTED_SID", "identity", { Sid: "a b" }, { Sid: "ab" }),
  changed("EMPTY_SID_VALUE", "identity", { Sid: "" }, { Sid: "ab" }),
  changed("POLICY_SIZE_EXCEEDS_SCP_QUOTA", "scp", longText(5200)),
  changed(
    "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA",
    "identity",
    longText(6400),
    longText(4000),
  ),
  changed("INVALID_SERVICE_IN_ACTION", "identity", { Action: "lamda:Invoke*" }),
  changed("INVALID_ACTION", "identity", { Action: "lambda:GetFunctoin" }),
  changed(
    "SCP_SYNTAX_ERROR_ACTION_WILDCARD",
    "scp",
    { Action: "*:Delete" },
    { Action: "lambda:*Function" },
  ),
  changed("RCP_SYNTAX_ERROR_NOTACTION", "rcp", {
    Action: undefined,
    NotAction: "s3:GetObject",
  }),
  changed("RCP_SYNTAX_ERROR_ALLOW", "rcp", { Effect: "Allow" }),
  changed("UNSUPPORTED_ACTION_IN_POLICY", "bucket", {
    Action: "lambda:InvokeFunction",
  }),
  changed(
    "REDUNDANT_ACTION",
    "identity",
    { Action: ["lambda:Get*", "lambda:GetFunction"] },
    { Action: ["lambda:Get*", "lambda:*Policy"] },
  ),
  changed(
    "REDUNDANT_RESOURCE",
    "identity",
    { Resource: [FUNCTION, `${FUNCTION}*`] },
    { Resource: [FUNCTION, `${FUNCTION}:*`] },
  ),
  [
    "REDUNDANT_STATEMENT",
    "identity",
    document(SOUND.identity, SOUND.identity),
    document(SOUND.identity, statement("identity", { Effect: "Deny" })),
  ],
  changed("EMPTY_ARRAY_ACTION", "identity", { Action: [] }),
  changed("EMPTY_ARRAY_RESOURCE", "identity", { Resource: [] }),
  changed("EMPTY_ARRAY_PRINCIPAL", "resource", { Principal: { AWS: [] } }),
  changed("EMPTY_OBJECT_PRINCIPAL", "resource", { Principal: {} }),

  changed("INVALID_ARN_PREFIX", "identity", { Resource: "lambda:api" }),
  changed("MISSING_ARN_FIELD", "identity", { Resource: "arn:aws:lambda" }),
  changed("INVALID_PARTITION", "identity", {
    Resource: FUNCTION.replace(":aws:", ":awz:"),
  }),
  changed("INVALID_ARN_SERVICE_CASE", "identity", {
    Resource: FUNCTION.replace("lambda", "Lambda"),
  }),
  changed("INVALID_SERVICE", "identity", {
    Resource: FUNCTION.replace("lambda", "lamda"),
  }),
  changed("INVALID_ARN_REGION", "identity", {
    Resource: FUNCTION.replace("us-east-1", "us-east-9"),
  }),
  changed("MISSING_ARN_REGION", "identity", {
    Resource: FUNCTION.replace("us-east-1", ""),
  }),
  changed(
    "ARN_REGION_NOT_ALLOWED",
    "identity",
    { ...role(ONE_ROLE.replace("::", ":us-east-1:")) },
    role(ONE_ROLE),
  ),
  changed("INVALID_ARN_ACCOUNT", "identity", {
    Resource: FUNCTION.replace("123456789012", "1234"),
  }),
  changed(
    "ARN_ACCOUNT_NOT_ALLOWED",
    "bucket",
    { Resource: "arn:aws:s3::123456789012:reports" },
    { Resource: "arn:aws:s3:::reports" },
  ),
  changed("INVALID_ARN_RESOURCE", "identity", {
    Resource: FUNCTION.replace("function:", "funktion:"),
  }),
  changed("UNSUPPORTED_RESOURCE_ARN_IN_POLICY", "bucket", {
    Resource: FUNCTION,
  }),
  changed("ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE", "trust", {
    Resource: "*",
  }),
  changed("ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTRESOURCE", "trust", {
    NotResource: ONE_ROLE,
  }),

  changed("UNSUPPORTED_PRINCIPAL", "identity", { Principal: "*" }),
  changed("SCP_SYNTAX_ERROR_PRINCIPAL", "scp", { Principal: "*" }),
  changed("RCP_SYNTAX_ERROR_PRINCIPAL", "rcp", {
    Principal: { AWS: "123456789012" },
  }),
  changed("INVALID_PRINCIPAL_FORMAT", "resource", {
    Principal: "123456789012",
  }),
  changed("INVALID_PRINCIPAL_KEY", "resource", {
    Principal: { Aws: "123456789012" },
  }),
  changed("UNSUPPORTED_WILDCARD_IN_PRINCIPAL", "resource", {
    Principal: { AWS: "arn:aws:iam::123456789012:role/*" },
  }),
  changed("ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL", "trust", {
    Principal: "*",
  }),
  changed(
    "MISMATCHED_ACTION_FOR_PRINCIPAL",
    "trust",
    {
      Principal: {
        Federated:
          "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
      },
    },
    {
      Principal: {
        Federated:
          "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
      },
      Action: "sts:AssumeRoleWithWebIdentity",
    },
  ),
  changed("INVALID_SERVICE_PRINCIPAL_FORMAT", "trust", {
    Principal: { Service: "lambda" },
  }),
  changed("INVALID_ROLE_REFERENCE", "resource", {
    Principal: { AWS: "AROAABCDEFGHIJKLMNOPQ" },
  }),
  changed("INVALID_USER_REFERENCE", "resource", {
    Principal: { AWS: "AIDAABCDEFGHIJKLMNOPQ" },
  }),
  changed("ALLOW_WITH_NOT_PRINCIPAL", "resource", {
    Principal: undefined,
    NotPrincipal: { AWS: "123456789012" },
  }),
  changed(
    "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL",
    "resource",
    { Principal: { Service: "s3.amazonaws.com" } },
    {
      Principal: { Service: "s3.amazonaws.com" },
      ...where("StringEquals", "aws:SourceAccount", "123456789012"),
    },
  ),

  changed("EMPTY_OBJECT_CONDITION", "identity", { Condition: {} }),
  changed(
    "EMPTY_ARRAY_CONDITION",
    "identity",
    where("StringEquals", TAG, []),
    where("StringEquals", TAG, ["a"]),
  ),
  changed(
    "EMPTY_ARRAY_CONDITION_FORALLVALUES",
    "identity",
    where("ForAllValues:StringEquals", "aws:TagKeys", []),
    where("ForAllValues:StringEquals", "aws:TagKeys", ["a"]),
  ),
  changed(
    "EMPTY_ARRAY_CONDITION_FORANYVALUE",
    "identity",
    where("ForAnyValue:StringEquals", "aws:TagKeys", []),
    where("ForAnyValue:StringEquals", "aws:TagKeys", ["a"]),
  ),
  changed(
    "EMPTY_ARRAY_CONDITION_IFEXISTS",
    "identity",
    where("StringEqualsIfExists", TAG, []),
    where("StringEqualsIfExists", TAG, ["a"]),
  ),
  changed(
    "INVALID_CONDITION_OPERATOR",
    "identity",
    where("StringMatches", TAG, "a"),
    where("StringLike", TAG, "a"),
  ),
  changed(
    "NULL_WITH_IF_EXISTS",
    "identity",
    where("NullIfExists", TAG, "true"),
    where("Null", TAG, "true"),
  ),
  changed(
    "NULL_WITH_QUALIFIER",
    "identity",
    where("ForAllValues:Null", TAG, "true"),
    where("Null", TAG, "true"),
  ),
  changed(
    "DUPLICATE_KEYS_WITH_DIFFERENT_CASE",
    "identity",
    {
      Condition: { StringEquals: { [TAG]: "a", "AWS:resourcetag/team": "b" } },
    },
    { Condition: { StringEquals: { [TAG]: "a", "aws:ResourceTag/x": "b" } } },
  ),
  changed(
    "INVALID_CONDITION_KEY_FORMAT",
    "identity",
    where("StringEquals", "team", "a"),
    where("StringEquals", TAG, "a"),
  ),
  changed(
    "INVALID_GLOBAL_CONDITION_KEY",
    "identity",
    where("StringEquals", "aws:PrincipalName", "a"),
    where("StringEquals", "aws:username", "a"),
  ),
  changed(
    "UNSUPPORTED_GLOBAL_CONDITION_KEY",
    "resource",
    where("ArnEquals", "aws:ARN", ONE_ROLE),
    where("ArnEquals", "aws:PrincipalArn", ONE_ROLE),
  ),
  changed(
    "DEPRECATED_GLOBAL_CONDITION_KEY",
    "identity",
    where("ArnEquals", "aws:ARN", ONE_ROLE),
    where("ArnEquals", "aws:PrincipalArn", ONE_ROLE),
  ),
  changed(
    "INVALID_SERVICE_CONDITION_KEY",
    "identity",
    where("StringEquals", "lambda:Color", "a"),
    where("ArnEquals", "lambda:CodeSigningConfigArn", FUNCTION),
  ),
  changed(
    "MISSING_TAG_KEY_IN_CONDITION",
    "identity",
    where("StringEquals", "aws:ResourceTag", "a"),
    where("StringEquals", TAG, "a"),
  ),
  changed(
    "MISSING_QUALIFIER",
    "identity",
    where("StringEquals", "aws:TagKeys", "a"),
    where("ForAnyValue:StringEquals", "aws:TagKeys", "a"),
  ),
  changed(
    "FORALLVALUES_WITH_SINGLE_VALUED_KEY",
    "identity",
    where("ForAllValues:StringEquals", "aws:username", "a"),
    where("StringEquals", "aws:username", "a"),
  ),
  changed(
    "MISSING_PAIRED_CONDITION_KEYS",
    "identity",
    where("IpAddress", "aws:VpcSourceIp", "10.0.0.0/8"),
    {
      Condition: {
        IpAddress: { "aws:VpcSourceIp": "10.0.0.0/8" },
        StringEquals: { "aws:SourceVpc": "vpc-1" },
      },
    },
  ),
  changed(
    "INVALID_CONDITION_MULTIPLE_BOOLEAN",
    "identity",
    where("Bool", "aws:SecureTransport", ["true", "false"]),
    where("Bool", "aws:SecureTransport", "true"),
  ),
  changed(
    "INVALID_CONDITION_DATA_TYPE",
    "identity",
    where("StringEquals", TAG, ["a", 5]),
    where("StringEquals", TAG, ["a", "5"]),
  ),
  changed(
    "INVALID_REGION",
    "identity",
    where("StringEquals", "aws:RequestedRegion", "eu-central-9"),
    where("StringEquals", "aws:RequestedRegion", "eu-central-1"),
  ),
  changed(
    "TYPE_MISMATCH",
    "identity",
    where("StringEquals", "aws:SecureTransport", "true"),
    where("Bool", "aws:SecureTransport", "true"),
  ),
  changed(
    "TYPE_MISMATCH_BOOLEAN",
    "identity",
    where("Bool", "aws:SecureTransport", "yes"),
    where("Bool", "aws:SecureTransport", true),
  ),
  changed(
    "TYPE_MISMATCH_DATE",
    "identity",
    where("DateLessThan", "aws:CurrentTime", "tomorrow"),
    where("DateLessThan", "aws:CurrentTime", "2026-11-22"),
  ),
  changed(
    "TYPE_MISMATCH_IP_RANGE",
    "identity",
    IP("IpAddress", "203.0.113.0/64"),
    IP("IpAddress", "203.0.113.0/24"),
  ),
  changed(
    "TYPE_MISMATCH_NUMBER",
    "identity",
    where("NumericLessThan", "aws:MultiFactorAuthAge", "soon"),
    where("NumericLessThan", "aws:MultiFactorAuthAge", "60"),
  ),
  changed(
    "TYPE_MISMATCH_STRING",
    "identity",
    where("BinaryEquals", TAG, "a b"),
    where("BinaryEquals", TAG, "QmluYXJ5"),
  ),
  changed(
    "INVALID_DATE_VALUE",
    "identity",
    where("DateLessThan", "aws:CurrentTime", "1790000000"),
    where("DateLessThan", "aws:CurrentTime", "2026-11-22T00:00:00Z"),
  ),
  changed(
    "WILDCARD_WITHOUT_LIKE_OPERATOR",
    "identity",
    where("StringEquals", TAG, "a*"),
    where("StringLike", TAG, "a*"),
  ),
  changed(
    "IMPROVE_IP_RANGE",
    "identity",
    IP("IpAddress", "203.0.113.7/24"),
    IP("IpAddress", "203.0.113.0/24"),
  ),
  changed(
    "PRIVATE_IP_ADDRESS",
    "identity",
    IP("IpAddress", "10.0.0.0/8"),
    IP("IpAddress", "203.0.113.0/24"),
  ),
  changed(
    "PRIVATE_NOT_IP_ADDRESS",
    "identity",
    IP("NotIpAddress", "10.0.0.0/8"),
    IP("NotIpAddress", "203.0.113.0/24"),
  ),
  changed(
    "PRIVATE_IP_ADDRESS_SUBSET",
    "identity",
    IP("IpAddress", ["10.0.0.0/8", "203.0.113.0/24"]),
    IP("IpAddress", ["203.0.113.0/24"]),
  ),
  changed(
    "PRIVATE_NOT_IP_ADDRESS_SUBSET",
    "identity",
    IP("NotIpAddress", ["10.0.0.0/8", "203.0.113.0/24"]),
    IP("NotIpAddress", ["203.0.113.0/24"]),
  ),
  changed(
    "REDUNDANT_CONDITION_VALUE_NUM",
    "identity",
    where("NumericLessThan", "aws:MultiFactorAuthAge", ["60", "90"]),
    where("NumericLessThan", "aws:MultiFactorAuthAge", "90"),
  ),
  changed(
    "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    "identity",
    {
      Effect: "Deny",
      Action: "sts:GetCallerIdentity",
      Resource: "*",
      ...where("StringEquals", TAG, "a"),
    },
    { Effect: "Deny", ...where("StringEquals", TAG, "a") },
  ),
  changed(
    "DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    "identity",
    {
      Effect: "Deny",
      Action: undefined,
      NotAction: "lambda:*",
      Resource: "*",
      ...where("StringEquals", TAG, "a"),
    },
    { Effect: "Deny", ...where("StringEquals", TAG, "a") },
  ),
  changed(
    "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    "identity",
    {
      Action: "sts:GetCallerIdentity",
      Resource: "*",
      ...where("StringEquals", TAG, "a"),
    },
    where("StringEquals", TAG, "a"),
  ),
  changed(
    "ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    "identity",
    {
      Action: undefined,
      NotAction: "lambda:*",
      ...where("StringEquals", TAG, "a"),
    },
    where("StringEquals", TAG, "a"),
  ),

  changed(
    "MISSING_BRACE_IN_VARIABLE",
    "identity",
    { Resource: `${FUNCTION}-\${aws:username` },
    { Resource: `${FUNCTION}-\${aws:username}` },
  ),
  changed(
    "EMPTY_VARIABLE",
    "identity",
    { Resource: `${FUNCTION}-\${}` },
    { Resource: `${FUNCTION}-\${*}` },
  ),
  changed(
    "UNSUPPORTED_SPACE_IN_VARIABLE",
    "identity",
    { Resource: `${FUNCTION}-\${aws:user name}` },
    { Resource: `${FUNCTION}-\${aws:username, 'no body'}` },
  ),
  changed(
    "UNSUPPORTED_SYMBOL_IN_VARIABLE",
    "identity",
    { Resource: `${FUNCTION}-\${aws;username}` },
    { Resource: `${FUNCTION}-\${aws:PrincipalTag/team}` },
  ),
  changed(
    "MISSING_QUOTE_IN_VARIABLE",
    "identity",
    { Resource: `${FUNCTION}-\${aws:username, nobody}` },
    { Resource: `${FUNCTION}-\${aws:username, 'nobody'}` },
  ),
  changed(
    "VARIABLE_UNSUPPORTED_IN_ELEMENT",
    "identity",
    { Action: "lambda:${aws:username}" },
    { Resource: `${FUNCTION}-\${aws:username}` },
  ),
  [
    "VARIABLE_UNSUPPORTED_IN_VERSION",
    "identity",
    JSON.stringify({
      Version: "2008-10-17",
      Statement: statement("identity", {
        Resource: `${FUNCTION}-\${aws:username}`,
      }),
    }),
    document(
      statement("identity", { Resource: `${FUNCTION}-\${aws:username}` }),
    ),
  ],
  changed(
    "INVALID_VARIABLE_FOR_OPERATOR",
    "identity",
    IP("IpAddress", "${aws:PrincipalTag/address}"),
    where("StringEquals", TAG, "${aws:PrincipalTag/team}"),
  ),

  changed("PASS_ROLE_WITH_STAR_IN_RESOURCE", "identity", role("*"), {
    ...role("*"),
    ...where("StringEquals", "iam:PassedToService", "lambda.amazonaws.com"),
  }),
  changed(
    "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
    "identity",
    { Action: "iam:*", Resource: "*" },
    { Action: "iam:Get*", Resource: "*" },
  ),
  changed(
    "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
    "identity",
    { Action: undefined, NotAction: "s3:*", Resource: "*" },
    { Action: undefined, NotAction: "iam:*", Resource: "*" },
  ),
  changed(
    "PASS_ROLE_WITH_NOT_RESOURCE",
    "identity",
    { Action: "iam:PassRole", Resource: undefined, NotResource: ONE_ROLE },
    role(ONE_ROLE),
  ),
  changed(
    "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
    "identity",
    { Action: "iam:*", Resource: undefined, NotResource: ONE_ROLE },
    { Action: "iam:*", Resource: ONE_ROLE },
  ),
  changed(
    "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE",
    "identity",
    {
      Action: undefined,
      NotAction: "s3:*",
      Resource: undefined,
      NotResource: ONE_ROLE,
    },
    { Action: undefined, NotAction: "s3:*", Resource: ONE_ROLE },
  ),
  changed(
    "CREATE_SLR_WITH_STAR_IN_RESOURCE",
    "identity",
    { Action: SLR, Resource: "*" },
    { Action: SLR, Resource: ONE_SLR },
  ),
  changed(
    "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
    "identity",
    { Action: "iam:Create*", Resource: "*" },
    { Action: "iam:Create*", Resource: ONE_ROLE },
  ),
  changed(
    "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
    "identity",
    { Action: undefined, NotAction: "s3:*", Resource: "*" },
    { Action: undefined, NotAction: "iam:Create*", Resource: "*" },
  ),
  changed(
    "CREATE_SLR_WITH_NOT_RESOURCE",
    "identity",
    { Action: SLR, Resource: undefined, NotResource: ONE_ROLE },
    { Action: SLR, Resource: ONE_SLR },
  ),
  changed(
    "CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
    "identity",
    { Action: "iam:*", Resource: undefined, NotResource: ONE_ROLE },
    { Action: "iam:*", Resource: ONE_SLR },
  ),
  changed(
    "CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE",
    "identity",
    {
      Action: undefined,
      NotAction: "s3:*",
      Resource: undefined,
      NotResource: ONE_ROLE,
    },
    { Action: undefined, NotAction: "s3:*", Resource: ONE_SLR },
  ),
];

const codesOf = async (policy: string, kind: Kind): Promise<string[]> =>
  (await validatePolicy(policy, KINDS[kind])).map(
    ({ issueCode = "" }) => issueCode,
  );

for (const [code, kind, wrong, right] of CASES)
  test(`${code} is found where it is, and only there`, async () => {
    ok((await codesOf(wrong, kind)).includes(code), wrong);
    const there = await codesOf(right, kind);
    ok(!there.includes(code), `${right} has ${there.join(", ")}`);
  });

test("every code has its case", () => {
  const tried = new Set(CASES.map(([code]) => code));
  deepEqual(
    Object.keys(ISSUES).filter((code) => !tried.has(code as IssueCode)),
    [],
  );
});

for (const [kind, sound] of Object.entries(SOUND))
  test(`nothing is found in a sound policy (${kind})`, async () => {
    deepEqual(await codesOf(document(sound), kind as Kind), []);
  });

test("a finding points at the place, names the words and where to learn more", async () => {
  const policy = `{\n  "Version": "2012-10-17",\n  "Statement": [\n    { "Effect": "Allow", "Action": ["lambda:GetFunctoin"], "Resource": "${FUNCTION}" }\n  ]\n}`;
  const [finding, ...more] = await validatePolicy(policy, KINDS.identity);
  equal(more.length, 0);
  deepEqual(finding, {
    findingDetails:
      "The action lambda:GetFunctoin does not exist. Did you mean lambda:GetFunction?",
    findingType: "ERROR",
    issueCode: "INVALID_ACTION",
    learnMoreLink:
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-invalid-action",
    locations: [
      {
        path: [
          { value: "Statement" },
          { index: 0 },
          { value: "Action" },
          { index: 0 },
        ],
        span: {
          start: { line: 4, column: 36, offset: policy.indexOf('"lambda:Get') },
          end: {
            line: 4,
            column: 56,
            offset: policy.indexOf('"lambda:Get') + 20,
          },
        },
      },
    ],
  });
});

test("whatever a policy holds, it is answered and never thrown", async () => {
  const words = fc.constantFrom(
    "Version",
    "Statement",
    "Effect",
    "Action",
    "Resource",
    "Principal",
    "Condition",
    "Allow",
    "Deny",
    "*",
    "s3:*",
    "iam:PassRole",
    "arn:aws:s3:::b",
    "${",
    "${}",
    "StringEquals",
    "Null",
    "aws:SourceIp",
    "10.0.0.0/8",
    "",
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      words,
      fc.integer(),
      fc.constant(null),
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(words, tie("tree"), { maxKeys: 4 }),
    ),
  }));
  await fc.assert(
    fc.asyncProperty(
      tree,
      fc.constantFrom(...(Object.keys(KINDS) as Kind[])),
      async (value, kind) => {
        await validatePolicy(JSON.stringify(value), KINDS[kind]);
      },
    ),
    { numRuns: 500 },
  );
});

test("a policy made to cost work is answered with bounded work: suggestions and comparisons end", async () => {
  const many = (text: (i: number) => string): string[] =>
    Array.from({ length: 5000 }, (_, i) => text(i));
  const wrong = await validatePolicy(
    document({
      Effect: "Allow",
      Action: many((i) => `ec2:RunInstance${i}`),
      Resource: "*",
    }),
    KINDS.identity,
  );
  const suggested = (place: number): string =>
    /Did you mean (.*)\?$/.exec(wrong[place]?.findingDetails ?? "")?.[1] ?? "";
  equal(suggested(0), "ec2:RunInstances");
  equal(suggested(4999), "ec2:*");
  const wild = await codesOf(
    document({
      Effect: "Allow",
      Action: many((i) => `ec2:*e*s*i*${i}`),
      Resource: `${FUNCTION}${"*n".repeat(30_000)}`,
    }),
    "identity",
  );
  ok(wild.includes("INVALID_ARN_RESOURCE"));
});
