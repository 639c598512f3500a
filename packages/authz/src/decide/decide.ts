import type { CompiledPolicy } from "../compile/policy.ts";
import {
  findAllow,
  findDeny,
  findDenyNaming,
  findGrant,
} from "../compile/policy.ts";
import { Grant } from "../compile/grant.ts";
import type { CompiledStatement } from "../compile/statement.ts";
import type { Subject } from "../compile/statement.ts";
import type { AccessRequest } from "../request.ts";
import type { Decision, Layer } from "./decision.ts";
import type { PolicySet, ResourcePolicy } from "./policy-set.ts";
import type { Standing } from "./standing.ts";
import { standingOf } from "./standing.ts";
import { subjectOf } from "./subject.ts";

/**
 * Decides one request: any matching Deny wins; then every layer that bears on the request must allow it, as in AWS's
 * policy evaluation logic for one account and across accounts. Never throws: what cannot be evaluated is denied.
 */
export function decide(request: AccessRequest, policies: PolicySet): Decision {
  try {
    const subject = subjectOf(request, policies);
    if (NEEDS_NO_PERMISSION.has(subject.action)) return allowed("identity");
    const standing = standingOf(request, policies);
    return (
      explicitDeny(subject, policies, standing) ??
      judge(subject, policies, standing)
    );
  } catch {
    return { allowed: false, reason: "engine-error", layer: "identity" };
  }
}

/** AWS: GetCallerIdentity needs no permission and succeeds even under an explicit deny. */
const NEEDS_NO_PERMISSION: ReadonlySet<string> = new Set([
  "sts:getcalleridentity",
]);

function explicitDeny(
  subject: Subject,
  policies: PolicySet,
  { hasIdentity, scpsApply, rcpsApply }: Standing,
): Decision | undefined {
  const { identity, boundary, session, resource, scps, rcps } = policies;
  return (
    (rcpsApply ? denyInLevels("rcp", rcps, subject) : undefined) ??
    (scpsApply ? denyInLevels("scp", scps, subject) : undefined) ??
    (resource ? denyByResource(resource, subject) : undefined) ??
    (hasIdentity
      ? (denyIn("identity", identity, subject) ??
        (boundary ? denyIn("boundary", [boundary], subject) : undefined) ??
        (session ? denyIn("session", session, subject) : undefined))
      : undefined)
  );
}

/**
 * With no Deny in the way: which layer fails to allow, or what allowed. RCPs are not asked for an allow: AWS attaches
 * RCPFullAWSAccess to every target and it cannot be detached.
 */
function judge(
  subject: Subject,
  policies: PolicySet,
  standing: Standing,
): Decision {
  if (standing.scpsApply && !everyLevelAllows(policies.scps ?? [], subject))
    return implicitDeny("scp");

  const { resource } = policies;
  const layer = resource ? layerOf(resource) : "resource";
  const { grant, statement } = resource
    ? findGrant(resource.policy, subject)
    : { grant: Grant.none };

  if (!standing.hasIdentity)
    return grant ? allowed(layer, statement) : implicitDeny(layer);
  if (standing.crossAccount) {
    const own = judgeIdentity(subject, policies, standing);
    if (!own.allowed || grant) return own;
    return implicitDeny(layer);
  }
  if (grant === Grant.direct) return allowed(layer, statement);
  if (grant === Grant.role)
    return judgeLimits(subject, policies) ?? allowed(layer, statement);
  if (!grant && resource && mustAllow(resource)) return implicitDeny(layer);
  return judgeIdentity(subject, policies, standing);
}

/** AWS: "IAM role trust policies and KMS key policies are exceptions to this logic, because they must explicitly allow access for principals." */
const mustAllow = ({ kind }: ResourcePolicy): boolean => kind !== "resource";

/** What the caller's own account says: an identity policy must allow, within boundary and session policy. */
function judgeIdentity(
  subject: Subject,
  policies: PolicySet,
  standing: Standing,
): Decision {
  const statement = allowIn(policies.identity, subject);
  if (!statement && !standing.isRoot) return implicitDeny("identity");
  return judgeLimits(subject, policies) ?? allowed("identity", statement);
}

function judgeLimits(
  subject: Subject,
  { boundary, session }: PolicySet,
): Decision | undefined {
  if (boundary && !findAllow(boundary, subject))
    return implicitDeny("boundary");
  // AWS: a federated user session without a session policy has no permissions of its own.
  const limited =
    (session !== undefined && session.length > 0) ||
    subject.principal.type === "federated-user";
  return limited && !allowIn(session ?? [], subject)
    ? implicitDeny("session")
    : undefined;
}

function everyLevelAllows(
  levels: readonly (readonly CompiledPolicy[])[],
  subject: Subject,
): boolean {
  for (const level of levels) if (!allowIn(level, subject)) return false;
  return true;
}

function allowIn(
  policies: readonly CompiledPolicy[],
  subject: Subject,
): CompiledStatement | undefined {
  for (const policy of policies) {
    const statement = findAllow(policy, subject);
    if (statement) return statement;
  }
  return undefined;
}

function denyInLevels(
  layer: Layer,
  levels: PolicySet["scps"],
  subject: Subject,
): Decision | undefined {
  for (const level of levels ?? []) {
    const denial = denyIn(layer, level, subject);
    if (denial) return denial;
  }
  return undefined;
}

function denyIn(
  layer: Layer,
  policies: readonly CompiledPolicy[],
  subject: Subject,
): Decision | undefined {
  for (const policy of policies) {
    const statement = findDeny(policy, subject);
    if (statement) return denied(layer, statement);
  }
  return undefined;
}

function denyByResource(
  resource: ResourcePolicy,
  subject: Subject,
): Decision | undefined {
  const statement = findDenyNaming(resource.policy, subject);
  return statement && denied(layerOf(resource), statement);
}

const layerOf = ({ kind }: ResourcePolicy): Layer =>
  kind === "trust" ? "trust" : "resource";

const denied = (layer: Layer, { ref }: CompiledStatement): Decision => ({
  allowed: false,
  reason: "explicit-deny",
  layer,
  statement: ref,
});

const implicitDeny = (layer: Layer): Decision => ({
  allowed: false,
  reason: "implicit-deny",
  layer,
});

const allowed = (layer: Layer, statement?: CompiledStatement): Decision =>
  statement
    ? { allowed: true, reason: "allowed", layer, statement: statement.ref }
    : { allowed: true, reason: "allowed", layer };
