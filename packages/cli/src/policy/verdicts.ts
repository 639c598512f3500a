import {
  compile,
  contextOf,
  decide,
  missingContextKeys,
  parsePolicy,
  principalContext,
  type AccessRequest,
  type CompiledPolicy,
  type Decision,
  type PolicyKind,
  type PolicySet,
  type Principal,
} from "@gatehouse/authz";
import type { HeldPolicy, Holder } from "./held.ts";
import type { RecordedRequest } from "./recorded.ts";

/** A recorded request whose verdict the changed policy would turn. */
export interface Change {
  readonly action: string;
  readonly resource: string;
  readonly was: "allowed" | "denied";
  readonly would: "allowed" | "denied";
  /** The decision's layer and statement, in words. */
  readonly because: string;
  /** Condition keys that the policies ask for and the record does not hold: they count as missing. */
  readonly unknownKeys: readonly string[];
}

/**
 * The recorded requests that come out otherwise with `after` in place of `before`. Both are judged with the
 * principal's boundary; what a resource's own policy or an organization decided stays as it was.
 */
export function changes(
  requests: readonly RecordedRequest[],
  holder: Holder,
  after: readonly HeldPolicy[],
): readonly Change[] {
  const old = policySet(holder.policies, holder.boundary);
  const changed = policySet(after, holder.boundary);
  const principal = principalOf(holder);
  return requests.flatMap((request) => {
    const asked: AccessRequest = {
      principal,
      action: request.action,
      resource: request.resource,
      context: contextIn(request, principal),
    };
    const was = decide(asked, old);
    const would = decide(asked, changed);
    // Where the old policies say something else than what happened, something besides them decided.
    return was.allowed !== request.allowed || was.allowed === would.allowed
      ? []
      : [change(request, would, missing(asked, [old, changed]))];
  });
}

const WORDS = { true: "allowed", false: "denied" } as const;

function change(
  { action, resource, allowed }: RecordedRequest,
  would: Decision,
  unknown: readonly string[],
): Change {
  return {
    action,
    resource,
    was: WORDS[`${allowed}`],
    would: WORDS[`${would.allowed}`],
    because: because(would),
    unknownKeys: unknown,
  };
}

function because(decision: Decision): string {
  const layer =
    decision.layer === "identity"
      ? "identity-based policy"
      : `${decision.layer} policy`;
  if (!decision.statement) return `no ${layer} allows it`;
  const { policy, sid, index } = decision.statement;
  const statement = sid ? `statement ${sid}` : `statement ${index + 1}`;
  return `${statement} of ${policy.name ?? policy.arn ?? layer} ${decision.allowed ? "allows" : "denies"} it`;
}

function policySet(
  policies: readonly HeldPolicy[],
  boundary: HeldPolicy | undefined,
): PolicySet {
  return {
    identity: policies.map((policy) => compiled(policy, "identity")),
    ...(boundary ? { boundary: compiled(boundary, "boundary") } : {}),
  };
}

function compiled(
  { name, arn, document }: HeldPolicy,
  kind: PolicyKind,
): CompiledPolicy {
  const parsed = parsePolicy(document, kind);
  if (!parsed.ok) throw new Error(`${name}: ${parsed.message}`);
  return compile(parsed.policy, {
    kind,
    name,
    ...(arn === undefined ? {} : { arn }),
  });
}

function principalOf({ arn, id, name }: Holder): Principal {
  const [, , , , accountId = "", resource = ""] = arn.split(":");
  return resource.startsWith("role/")
    ? {
        type: "role-session",
        arn: `arn:aws:sts::${accountId}:assumed-role/${name}/replay`,
        accountId,
        principalId: `${id}:replay`,
        roleArn: arn,
        sessionName: "replay",
      }
    : { type: "user", arn, accountId, principalId: id, userName: name };
}

const contextIn = ({ context }: RecordedRequest, principal: Principal) =>
  new Map([...principalContext(principal), ...contextOf(context)]);

const missing = (
  request: AccessRequest,
  sets: readonly PolicySet[],
): readonly string[] => [
  ...new Set(
    sets.flatMap(({ identity, boundary }) =>
      missingContextKeys(request, [
        ...identity,
        ...(boundary ? [boundary] : []),
      ]),
    ),
  ),
];
