import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { suite, test } from "node:test";
import { compile } from "./compile/policy.ts";
import { decide } from "./decide/decide.ts";
import { explain } from "./explain/explain.ts";
import { parsePolicy } from "./parse/parse.ts";
import { plainDecide } from "./plain/evaluate.test-support.ts";
import { compileAll } from "./plain/compile-all.test-support.ts";
import type { Policy, PolicyKind } from "./policy.ts";
import { principalContext } from "./principal-context.ts";
import type { AccessRequest, ContextValue, Principal } from "./request.ts";
import { contextOf } from "./request.ts";

const FOLDER = new URL("../cases/", import.meta.url);

/** A policy as a list of statements, or whole where its version matters. */
type Written = object[] | { Statement: object[] };

interface Case {
  name: string;
  principal: keyof typeof PRINCIPALS;
  action: string;
  resource: string;
  resourceAccount?: string;
  context?: Record<string, ContextValue>;
  policies: {
    identity: Written[];
    boundary?: Written;
    session?: Written[];
    resource?: Written;
    trust?: Written;
    key?: Written;
    scps?: Written[][];
    rcps?: Written[][];
    managementAccountId?: string;
  };
  expected: string;
}

interface CaseFile {
  rule: string;
  given?: Partial<Case>;
  cases: Case[];
}

const ACCOUNT = "111122223333";
const PRINCIPALS = {
  root: {
    type: "root",
    arn: `arn:aws:iam::${ACCOUNT}:root`,
    accountId: ACCOUNT,
    principalId: ACCOUNT,
  },
  user: {
    type: "user",
    arn: `arn:aws:iam::${ACCOUNT}:user/ann`,
    accountId: ACCOUNT,
    principalId: "AIDAEXAMPLEEXAMPLE01",
  },
  role: {
    type: "role-session",
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/ci`,
    accountId: ACCOUNT,
    principalId: "AROAEXAMPLEEXAMPLE01:ci",
    roleArn: `arn:aws:iam::${ACCOUNT}:role/ops/deploy`,
    sessionName: "ci",
  },
  linked: {
    type: "role-session",
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/AWSServiceRoleForX/x`,
    accountId: ACCOUNT,
    principalId: "AROAEXAMPLEEXAMPLE02:x",
    roleArn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`,
    sessionName: "x",
  },
  federated: {
    type: "federated-user",
    arn: `arn:aws:sts::${ACCOUNT}:federated-user/fay`,
    accountId: ACCOUNT,
    principalId: `${ACCOUNT}:fay`,
    federatedBy: `arn:aws:iam::${ACCOUNT}:user/ann`,
  },
  service: {
    type: "service",
    arn: "s3.amazonaws.com",
    accountId: "",
    principalId: "s3.amazonaws.com",
    serviceName: "s3.amazonaws.com",
  },
  web: {
    type: "web-identity",
    arn: "accounts.google.com",
    accountId: "",
    principalId: "accounts.google.com:app:42",
    provider: "accounts.google.com",
  },
  anonymous: { type: "anonymous", arn: "*", accountId: "", principalId: "" },
} as const satisfies Record<string, Principal>;

for (const name of readdirSync(FOLDER)) {
  const file = JSON.parse(
    readFileSync(new URL(name, FOLDER), "utf8"),
  ) as CaseFile;
  void suite(file.rule, () => {
    for (const each of file.cases) {
      const one = { ...file.given, ...each };
      void test(one.name, () => check(one));
    }
  });
}

function check(one: Case): void {
  const policies = documentsOf(one.policies);
  const set = compileAll(policies);
  const request = requestOf(one);
  const { reason, layer } = decide(request, set);
  assert.equal(`${reason} ${layer}`, one.expected);
  assert.equal(plainDecide(request, policies), one.expected);
  assert.deepEqual(explain(request, set).decision, decide(request, set));
}

function requestOf(one: Case): AccessRequest {
  const principal = PRINCIPALS[one.principal];
  return {
    principal,
    action: one.action,
    resource: one.resource,
    ...(one.resourceAccount && { resourceAccount: one.resourceAccount }),
    context: new Map([
      ...principalContext(principal),
      ...contextOf(one.context ?? {}),
    ]),
  };
}

function documentsOf(written: Case["policies"]) {
  const { identity, boundary, session, scps, rcps, ...rest } = written;
  const levels = (kind: PolicyKind, of: Written[][]) =>
    of.map((level) => level.map((one) => parsed(one, kind)));
  const resource =
    rest.trust || rest.key || rest.resource
      ? {
          policy: parsed(
            (rest.trust ?? rest.key ?? rest.resource)!,
            rest.trust ? "trust" : "resource",
          ),
          kind: rest.trust
            ? ("trust" as const)
            : rest.key
              ? ("key" as const)
              : ("resource" as const),
        }
      : undefined;
  return {
    identity: identity.map((one) => parsed(one, "identity")),
    ...(boundary && { boundary: parsed(boundary, "boundary") }),
    ...(session && { session: session.map((one) => parsed(one, "session")) }),
    ...(resource && { resource }),
    ...(scps && { scps: levels("scp", scps) }),
    ...(rcps && { rcps: levels("rcp", rcps) }),
    ...(rest.managementAccountId && {
      managementAccountId: rest.managementAccountId,
    }),
  };
}

function parsed(written: Written, kind: PolicyKind): Policy {
  const document = Array.isArray(written)
    ? { Version: "2012-10-17", Statement: written }
    : written;
  const result = parsePolicy(JSON.stringify(document), kind);
  assert.ok(result.ok, JSON.stringify(result));
  assert.ok(compile(result.policy, { kind }));
  return result.policy;
}
