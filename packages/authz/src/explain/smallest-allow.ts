import type { CompiledPolicy } from "../compile/policy.ts";
import { compile, findAllow } from "../compile/policy.ts";
import { decide } from "../decide/decide.ts";
import type { Decision, Layer } from "../decide/decision.ts";
import type { PolicySet } from "../decide/policy-set.ts";
import { subjectOf } from "../decide/subject.ts";
import type { Policy, PrincipalElement, Statement } from "../policy.ts";
import type { AccessRequest, Principal } from "../request.ts";

/** A statement to add, and where: to a policy of this layer, for SCPs at this level (0 at the root). */
export interface Addition {
  readonly layer: Layer;
  readonly level?: number;
  readonly statement: Statement;
}

/** The statements that would allow a request, proved by deciding with them (none when it is allowed already), or the decision that no statement can turn. */
export type SmallestAllow =
  | {
      readonly possible: true;
      readonly additions: readonly Addition[];
      readonly decision: Decision;
    }
  | { readonly possible: false; readonly decision: Decision };

/** Finds the least to add, one statement of one action and one resource in each layer that lacks an allow. An explicit deny cannot be added away. */
export function smallestAllow(
  request: AccessRequest,
  policies: PolicySet,
): SmallestAllow {
  const additions: Addition[] = [];
  let current = policies;
  for (let steps = 0; steps <= MOST_STEPS; steps += 1) {
    const decision = decide(request, current);
    if (decision.allowed) return { possible: true, additions, decision };
    if (decision.reason !== "implicit-deny" || wasTried(additions, decision))
      return { possible: false, decision };
    const next = add(request, current, decision.layer);
    if (!next) return { possible: false, decision };
    additions.push(next.addition);
    current = next.policies;
  }
  return { possible: false, decision: decide(request, current) };
}

/** AWS organizations are at most seven levels deep; the other layers come once each. */
const MOST_STEPS = 16;

/** Whether the layer still does not allow after its addition (an ARN that the policy's older version cannot spell). */
const wasTried = (additions: readonly Addition[], { layer }: Decision) =>
  layer !== "scp" && additions.some((addition) => addition.layer === layer);

interface Step {
  readonly addition: Addition;
  readonly policies: PolicySet;
}

function add(
  request: AccessRequest,
  policies: PolicySet,
  layer: Layer,
): Step | undefined {
  const statement = statementFor(request, layer);
  const { identity, session, boundary, scps, resource } = policies;
  const addition = { layer, statement };
  const compiled = (more: readonly Statement[] = []): CompiledPolicy =>
    compile(
      { version: "2012-10-17", statements: [...more, statement] },
      { kind: KINDS[layer] },
    );
  switch (layer) {
    case "identity":
      return {
        addition,
        policies: { ...policies, identity: [...identity, compiled()] },
      };
    case "session":
      return {
        addition,
        policies: { ...policies, session: [...(session ?? []), compiled()] },
      };
    case "boundary":
      return {
        addition,
        policies: { ...policies, boundary: extended(boundary, statement) },
      };
    case "resource":
    case "trust":
      return {
        addition,
        policies: {
          ...policies,
          resource: {
            kind: resource?.kind ?? "resource",
            policy: extended(resource?.policy, statement),
          },
        },
      };
    case "scp": {
      const subject = subjectOf(request, policies);
      const level = (scps ?? []).findIndex(
        (group) => !group.some((policy) => findAllow(policy, subject)),
      );
      const filled = (scps ?? []).map((group, i) =>
        i === level ? [...group, compiled()] : group,
      );
      return {
        addition: { ...addition, level },
        policies: { ...policies, scps: filled },
      };
    }
    case "rcp":
      return undefined;
  }
}

const KINDS = {
  identity: "identity",
  resource: "resource",
  trust: "trust",
  boundary: "boundary",
  session: "session",
  scp: "scp",
  rcp: "rcp",
} as const;

function extended(
  policy: CompiledPolicy | undefined,
  statement: Statement,
): CompiledPolicy {
  const old: Policy = policy?.policy ?? {
    version: "2012-10-17",
    statements: [],
  };
  return compile(
    { ...old, statements: [...old.statements, statement] },
    policy?.source ?? { kind: "resource" },
  );
}

function statementFor(request: AccessRequest, layer: Layer): Statement {
  const onResourceSide = layer === "resource" || layer === "trust";
  return {
    effect: "Allow",
    ...(onResourceSide && { principal: nameOf(request.principal) }),
    actions: [request.action],
    ...(layer !== "trust" && { resources: [literally(request.resource)] }),
    conditions: [],
  };
}

/** Writes a resource so that a `*` in its name matches only a `*`. */
function literally(resource: string): string {
  if (resource === "*") return resource;
  const head = /^(?:[^:]*:){5}/.exec(resource)?.[0] ?? "";
  const path = resource.slice(head.length);
  return head + path.replace(/[*?]|\$(?=\{)/g, (char) => `\${${char}}`);
}

const NOBODY: PrincipalElement = {
  aws: [],
  service: [],
  federated: [],
  canonicalUser: [],
};

function nameOf(principal: Principal): PrincipalElement {
  switch (principal.type) {
    case "service":
      return { ...NOBODY, service: [principal.serviceName] };
    case "web-identity":
      return { ...NOBODY, federated: [principal.provider] };
    case "role-session":
      return { ...NOBODY, aws: [principal.roleArn] };
    case "anonymous":
      return { ...NOBODY, aws: ["*"] };
    case "root":
    case "account":
      return { ...NOBODY, aws: [principal.accountId] };
    case "user":
    case "federated-user":
      return { ...NOBODY, aws: [principal.arn] };
  }
}
