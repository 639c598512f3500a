import type { Figure } from "./figure.ts";
import {
  compile,
  contextOf,
  decide,
  explain,
  parsePolicy,
  principalContext,
} from "@gatehouse/authz";
import type {
  AccessRequest,
  CompiledPolicy,
  PolicyKind,
  PolicySet,
  Principal,
} from "@gatehouse/authz";

/** Measures decisions a second on one core: a role with three policies, a boundary, a resource policy and an SCP. */
export async function authz(): Promise<Figure[]> {
  const small = policySet(10);
  const large = policySet(334);
  return [
    {
      what: "authz: 3 policies of 10 statements",
      ...perSecond(small, decide),
      goal: "≥ 200,000/s",
    },
    {
      what: "authz: 1,000 statements",
      ...perSecond(large, decide),
      goal: "≥ 100,000/s",
    },
    { what: "authz: explained decisions", ...perSecond(small, explain, 5) },
    { what: "authz: compile 30 statements", ...compileTime() },
    { what: "authz: memory of a compiled principal", ...memory() },
  ];
}

const ACCOUNT = "111122223333";
const NAMES = ["billing", "orders", "stock", "mail", "search", "audit"];

const role: Principal = {
  type: "role-session",
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/deployer/ci`,
  accountId: ACCOUNT,
  principalId: "AROAEXAMPLEEXAMPLE:ci",
  roleArn: `arn:aws:iam::${ACCOUNT}:role/deployer`,
  sessionName: "ci",
};

function perSecond(
  policies: PolicySet,
  ask: (request: AccessRequest, policies: PolicySet) => unknown,
  rounds = 100,
): { value: number; unit: string } {
  const requests = manyRequests();
  const round = (): void => {
    for (const request of requests) ask(request, policies);
  };
  for (let i = 0; i < rounds; i += 1) round();
  const start = cpuSeconds();
  for (let i = 0; i < rounds; i += 1) round();
  const seconds = cpuSeconds() - start;
  const value = Math.round((rounds * requests.length) / seconds);
  return { value, unit: "decisions/s" };
}

/** The time this thread has spent computing, so that a busy machine does not count against it. */
function cpuSeconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e6;
}

/** What a principal's compiled policies hold on to: the mix above, kept many times. */
function memory(): { value: number; unit: string } {
  const count = 300;
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const kept = Array.from({ length: count }, () => policySet(10));
  globalThis.gc?.();
  const bytes = (process.memoryUsage().heapUsed - before) / kept.length;
  return { value: bytes / 1024, unit: "KiB" };
}

function compileTime(): { value: number; unit: string } {
  const rounds = 200;
  const start = cpuSeconds();
  for (let i = 0; i < rounds; i += 1) policySet(10);
  const value = ((cpuSeconds() - start) / rounds) * 1e6;
  return { value: Math.round(value), unit: "µs, parsed and compiled" };
}

/** Distinct requests, fresh strings and contexts: nothing is served from a cache of answers. */
function manyRequests(): AccessRequest[] {
  const actions = [
    "lambda:InvokeFunction",
    "lambda:UpdateFunctionCode",
    "lambda:GetFunction",
    "lambda:DeleteFunction",
    "s3:GetObject",
    "iam:PassRole",
  ];
  return Array.from({ length: 1200 }, (_, i) => {
    const name = NAMES[i % NAMES.length];
    return {
      principal: role,
      action: actions[i % actions.length]!,
      resource: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${name}-${i % 97}`,
      context: new Map([
        ...principalContext(role),
        ...contextOf({
          "aws:SourceIp": `10.0.${i % 4}.${i % 250}`,
          "aws:SecureTransport": "true",
          "aws:CurrentTime": "2026-11-22T10:00:00Z",
          "aws:PrincipalTag/team": name,
          "lambda:FunctionUrlAuthType": i % 2 ? "AWS_IAM" : undefined,
        }),
      ]),
    };
  });
}

function policySet(statementsEach: number): PolicySet {
  return {
    identity: [0, 1, 2].map((n) =>
      compiled("identity", identityStatements(n, statementsEach)),
    ),
    boundary: compiled("boundary", [
      {
        Effect: "Allow",
        Action: ["lambda:*", "s3:*", "iam:PassRole"],
        Resource: "*",
      },
      { Effect: "Deny", Action: "iam:CreateUser", Resource: "*" },
    ]),
    scps: [
      [
        compiled("scp", [
          { Effect: "Allow", Action: "*", Resource: "*" },
          {
            Effect: "Deny",
            NotAction: ["iam:*", "sts:*"],
            Resource: "*",
            Condition: {
              NotIpAddress: { "aws:SourceIp": ["10.0.0.0/16", "192.0.2.0/24"] },
            },
          },
        ]),
      ],
    ],
    resource: {
      kind: "resource",
      policy: compiled("resource", [
        {
          Effect: "Allow",
          Principal: { Service: "s3.amazonaws.com" },
          Action: "lambda:InvokeFunction",
          Resource: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:*`,
          Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::bucket-*" } },
        },
        {
          Effect: "Deny",
          Principal: "*",
          Action: "lambda:*",
          Resource: "*",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]),
    },
  };
}

function identityStatements(policy: number, count: number): object[] {
  return Array.from({ length: count }, (_, i) => {
    const name = NAMES[(policy + i) % NAMES.length];
    const arn = `arn:aws:lambda:*:${ACCOUNT}:function`;
    const kinds = [
      {
        Effect: "Allow",
        Action: "lambda:Invoke*",
        Resource: `${arn}:${name}-${i}`,
      },
      {
        Effect: "Allow",
        Action: ["lambda:Get*", "lambda:List*"],
        Resource: `${arn}:${name}-*`,
      },
      {
        Effect: "Allow",
        Action: "lambda:UpdateFunctionCode",
        Resource: `${arn}:\${aws:PrincipalTag/team}-*`,
        Condition: {
          DateLessThan: { "aws:CurrentTime": "2030-01-01T00:00:00Z" },
        },
      },
      {
        Effect: "Deny",
        Action: "lambda:DeleteFunction",
        Resource: `${arn}:${name}-${i}*`,
        Condition: { StringNotEquals: { "aws:PrincipalTag/team": "owners" } },
      },
      {
        Effect: "Allow",
        Action: "s3:GetObject",
        Resource: `arn:aws:s3:::${name}-${i}/*`,
      },
    ];
    return kinds[i % kinds.length]!;
  });
}

function compiled(kind: PolicyKind, statements: object[]): CompiledPolicy {
  const text = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  const parsed = parsePolicy(text, kind);
  if (!parsed.ok) throw new Error(parsed.message);
  return compile(parsed.policy, { kind });
}
