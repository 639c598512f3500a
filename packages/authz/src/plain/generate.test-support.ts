import fc from "fast-check";
import { operators } from "../condition/operators.ts";
import type {
  Condition,
  Policy,
  PrincipalElement,
  Statement,
} from "../policy.ts";
import type { AccessRequest, Principal } from "../request.ts";
import { contextOf } from "../request.ts";
import type { PlainPolicies } from "./evaluate.test-support.ts";

// Small worlds on purpose: two accounts and a few names, so that rules, principals and requests meet each other often.

const HOME = "111122223333";
const AWAY = "444455556666";
const one = fc.constantFrom;
const some = <T>(of: fc.Arbitrary<T>, most = 3) =>
  fc.array(of, { minLength: 1, maxLength: most });

const action = one(
  "s3:GetObject",
  "s3:PutObject",
  "lambda:InvokeFunction",
  "sts:AssumeRole",
  "kms:Decrypt",
  "sts:GetCallerIdentity",
);
const actionPattern = fc.oneof(
  action,
  one(
    "*",
    "s3:*",
    "S3:Get*",
    "lambda:?nvoke*",
    "*:*Object",
    "sts:assumerole",
    "kms:*",
  ),
);

/** Any resource of a request. */
export const anyResource = one(
  `arn:aws:s3:::bucket/a/b`,
  `arn:aws:s3:::bucket/*`,
  `arn:aws:lambda:us-east-1:${HOME}:function:red`,
  `arn:aws:lambda:us-east-1:${AWAY}:function:red:1`,
  `arn:aws:iam::${HOME}:role/ops/deploy`,
  `*`,
);
/** Any value of a Resource element. */
export const anyResourcePattern = fc.oneof(
  anyResource,
  one(
    "*",
    "arn:aws:s3",
    "arn:aws:s3:::bucket/${aws:username}/*",
    "arn:aws:s3:::bucket/${aws:PrincipalTag/team, 'a'}/?",
    "arn:aws:s3:::*/b",
    "arn:aws:s3:::bucket/${*}",
    "arn:aws:lambda:*:red",
    "arn:aws:lambda:*:*:function:${aws:PrincipalTag/team}*",
    "arn:aws:lambda:us-east-?:*:function:r?d",
    "arn:aws:iam::*:role/*",
    "arn:*:*:*:*:*a*b*",
  ),
);

const userArn = (account: string) => `arn:aws:iam::${account}:user/ann`;
const roleArn = (account: string) => `arn:aws:iam::${account}:role/ops/deploy`;
const sessionArn = (account: string) =>
  `arn:aws:sts::${account}:assumed-role/deploy/one`;
const federatedArn = (account: string) =>
  `arn:aws:sts::${account}:federated-user/fay`;

const principalIn = (accountId: string): fc.Arbitrary<Principal> =>
  one<Principal>(
    {
      type: "root",
      arn: `arn:aws:iam::${accountId}:root`,
      accountId,
      principalId: accountId,
    },
    {
      type: "user",
      arn: userArn(accountId),
      accountId,
      principalId: "AIDAEXAMPLEEXAMPLE",
    },
    {
      type: "role-session",
      arn: sessionArn(accountId),
      accountId,
      principalId: "AROAEXAMPLEEXAMPLE:one",
      roleArn: roleArn(accountId),
      sessionName: "one",
    },
    {
      type: "role-session",
      arn: `arn:aws:sts::${accountId}:assumed-role/AWSServiceRoleForX/one`,
      accountId,
      principalId: "AROALINKED:one",
      roleArn: `arn:aws:iam::${accountId}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`,
      sessionName: "one",
    },
    {
      type: "federated-user",
      arn: federatedArn(accountId),
      accountId,
      principalId: `${accountId}:fay`,
      federatedBy: userArn(accountId),
    },
    {
      type: "account",
      arn: `arn:aws:iam::${accountId}:root`,
      accountId,
      principalId: accountId,
    },
    {
      type: "service",
      arn: "s3.amazonaws.com",
      accountId: "",
      principalId: "s3.amazonaws.com",
      serviceName: "s3.amazonaws.com",
    },
    {
      type: "web-identity",
      arn: "",
      accountId: "",
      principalId: "",
      provider: "accounts.google.com",
    },
    { type: "anonymous", arn: "", accountId: "", principalId: "anonymous" },
  );

const awsName = fc.oneof(
  one("*", HOME, AWAY, "AIDAEXAMPLEEXAMPLE", "AROAEXAMPLEEXAMPLE"),
  one(HOME, AWAY).chain((account) =>
    one(
      `arn:aws:iam::${account}:root`,
      userArn(account),
      roleArn(account),
      sessionArn(account),
      federatedArn(account),
    ),
  ),
);
const principalElement: fc.Arbitrary<PrincipalElement> = fc.record({
  aws: fc.array(awsName, { maxLength: 4 }),
  service: fc.array(one("s3.amazonaws.com", "*", "lambda.amazonaws.com"), {
    maxLength: 1,
  }),
  federated: fc.array(one("accounts.google.com", "*"), { maxLength: 1 }),
  canonicalUser: fc.constant([]),
});

const operatorName = fc
  .tuple(
    one("", "", "ForAllValues:", "ForAnyValue:"),
    one(...operators.keys()),
    one("", "", "IfExists"),
  )
  .map((parts) => parts.join(""));

const contextText = fc.oneof(
  one(
    "ann",
    "ANN",
    "red",
    "a",
    "a*",
    "",
    "true",
    "False",
    "5",
    "5.0",
    "-1e1",
    "x",
  ),
  one(
    "10.0.0.7",
    "10.0.1.7",
    "2001:db8::1",
    "2026-11-22T00:00:00Z",
    "1795305600",
    "2026",
  ),
  one(
    "QUJD",
    "QUI=",
    "QUI",
    roleArn(HOME),
    `arn:aws:s3:::bucket/a:b`,
    "${aws:username}",
  ),
);
const wantedText = fc.oneof(
  contextText,
  one(
    "*",
    "a?n",
    "?*n*",
    "10.0.0.0/24",
    "0.0.0.0/0",
    "2001:db8::/32",
    "10.0.0.7/33",
    "::/0",
  ),
  one(
    "arn:aws:iam::*:role/*",
    "arn:*:*:*:*:*",
    "arn:aws:s3:::*",
    "arn:aws:s3::*",
    "arn:aws:s3:::${aws:PrincipalTag/team}*",
    "arn:aws",
  ),
  one(
    "${aws:username}",
    "${aws:PrincipalTag/team, 'a'}*",
    "${aws:none}",
    "a${*}",
    "${aws:TagKeys}",
    "${aws:username",
  ),
);
const key = one(
  "aws:username",
  "aws:PrincipalTag/team",
  "aws:TagKeys",
  "aws:None",
  "AWS:sourceIP",
);
/** Any condition, on keys that requests may have. */
export const anyCondition: fc.Arbitrary<Condition> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      operator: operatorName,
      key,
      values: some(wantedText, 2),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      operator: fc.constant("Null"),
      key,
      values: some(one("true", "false", "x"), 1),
    }),
  },
);

const maybe = <T>(of: fc.Arbitrary<T>) =>
  fc.option(of, { nil: undefined, freq: 3 });

const statement: fc.Arbitrary<Statement> = fc
  .record({
    effect: one("Allow", "Allow", "Deny"),
    principal: principalElement,
    principalForm: one(
      "principal",
      "principal",
      "principal",
      "notPrincipal",
      "",
    ),
    actions: some(actionPattern),
    actionForm: one("actions", "actions", "actions", "notActions"),
    resources: some(anyResourcePattern),
    resourceForm: one(
      "resources",
      "resources",
      "resources",
      "notResources",
      "",
    ),
    conditions: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 2, arbitrary: fc.array(anyCondition, { maxLength: 2 }) },
    ),
  })
  .map((s) => ({
    effect: s.effect as Statement["effect"],
    ...(s.principalForm && { [s.principalForm]: s.principal }),
    [s.actionForm]: s.actions,
    ...(s.resourceForm && { [s.resourceForm]: s.resources }),
    conditions: s.conditions,
  }));

const policy: fc.Arbitrary<Policy> = fc.record({
  version: one("2012-10-17", "2012-10-17", "2012-10-17", "2008-10-17"),
  statements: fc.oneof(
    { weight: 9, arbitrary: some(statement, 3) },
    {
      weight: 1,
      arbitrary: fc.array(statement, { minLength: 14, maxLength: 18 }),
    },
  ),
});
/** Mostly open, so that the other layers get their say. */
const limit: fc.Arbitrary<Policy> = fc.oneof(
  policy,
  fc.constant<Policy>({
    version: "2012-10-17",
    statements: [
      { effect: "Allow", actions: ["*"], resources: ["*"], conditions: [] },
    ],
  }),
);

/** Any policies that the engine can be given. */
export const anyPolicies: fc.Arbitrary<PlainPolicies> = fc
  .record({
    identity: fc.array(policy, { maxLength: 3 }),
    boundary: maybe(limit),
    session: maybe(fc.array(limit, { maxLength: 2 })),
    resource: maybe(
      fc.record({ policy, kind: one("resource", "resource", "trust", "key") }),
    ),
    scps: maybe(fc.array(fc.array(limit, { maxLength: 2 }), { maxLength: 2 })),
    rcps: maybe(fc.array(fc.array(limit, { maxLength: 2 }), { maxLength: 2 })),
    managementAccountId: maybe(one(HOME, AWAY)),
  })
  .map((set) => {
    const { identity, ...rest } = set;
    const given = Object.entries(rest).filter(
      ([, value]) => value !== undefined,
    );
    return { identity, ...Object.fromEntries(given) };
  });

/** Any request, its context included. */
export const anyRequest: fc.Arbitrary<AccessRequest> = fc
  .record({
    principal: one(HOME, HOME, AWAY).chain(principalIn),
    action: fc.oneof(action, one("S3:getobject")),
    resource: anyResource,
    resourceAccount: maybe(one(HOME, AWAY)),
    entries: fc.record({
      "aws:username": maybe(contextText),
      "aws:PrincipalTag/team": maybe(contextText),
      "aws:TagKeys": maybe(fc.array(contextText, { maxLength: 3 })),
      "aws:SourceIp": maybe(
        one("10.0.0.7", "10.0.1.7", "2001:db8::1", "nowhere"),
      ),
    }),
  })
  .map(({ entries, resourceAccount, ...request }) => ({
    ...request,
    ...(resourceAccount && { resourceAccount }),
    context: contextOf(entries),
  }));
