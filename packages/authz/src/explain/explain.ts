import { Grant } from "../compile/grant.ts";
import type { CompiledPolicy } from "../compile/policy.ts";
import { findGrant } from "../compile/policy.ts";
import type { Subject } from "../compile/statement.ts";
import { decide } from "../decide/decide.ts";
import type { Layer } from "../decide/decision.ts";
import type { PolicySet, ResourcePolicy } from "../decide/policy-set.ts";
import type { Standing } from "../decide/standing.ts";
import { standingOf } from "../decide/standing.ts";
import { subjectOf } from "../decide/subject.ts";
import type { AccessRequest } from "../request.ts";
import type { Explanation, LayerTrace, StatementTrace } from "./trace.ts";
import { traceStatement } from "./trace-statement.ts";

/** Decides one request and shows why: every layer, every statement in it, and of each what matched and what did not. Never throws. */
export function explain(
  request: AccessRequest,
  policies: PolicySet,
): Explanation {
  const decision = decide(request, policies);
  try {
    const standing = standingOf(request, policies);
    const layers = traceLayers(
      subjectOf(request, policies),
      policies,
      standing,
    );
    const nearest = decision.allowed
      ? undefined
      : nearestAllow(layers, decision.layer);
    return {
      decision,
      crossAccount: standing.crossAccount,
      layers,
      ...(nearest && { nearest }),
    };
  } catch {
    return {
      decision: { allowed: false, reason: "engine-error", layer: "identity" },
      crossAccount: false,
      layers: [],
    };
  }
}

function traceLayers(
  subject: Subject,
  policies: PolicySet,
  standing: Standing,
): LayerTrace[] {
  const { identity, boundary, session, resource, scps, rcps } = policies;
  const { hasIdentity } = standing;
  const trace = (
    layer: Layer,
    group: readonly CompiledPolicy[] | undefined,
    applies: boolean,
  ): LayerTrace => traceLayer(layer, group, applies, subject);
  return [
    ...(rcps ?? []).map((level, i) => ({
      ...trace("rcp", level, standing.rcpsApply),
      level: i,
    })),
    ...(scps ?? []).map((level, i) => ({
      ...trace("scp", level, standing.scpsApply),
      level: i,
    })),
    traceResourcePolicy(resource, subject),
    trace("identity", identity, hasIdentity),
    trace("boundary", boundary && [boundary], hasIdentity),
    trace("session", session, hasIdentity),
  ];
}

function traceLayer(
  layer: Layer,
  group: readonly CompiledPolicy[] | undefined,
  applies: boolean,
  subject: Subject,
): LayerTrace {
  if (!group) return { layer, outcome: "no-policy", statements: [] };
  if (!applies) return { layer, outcome: "exempt", statements: [] };
  const statements = group.flatMap((policy) =>
    traceStatements(policy, subject, false),
  );
  return { layer, outcome: outcomeOf(statements), statements };
}

function traceResourcePolicy(
  resource: ResourcePolicy | undefined,
  subject: Subject,
): LayerTrace {
  const layer = resource?.kind === "trust" ? "trust" : "resource";
  if (!resource) return { layer, outcome: "no-policy", statements: [] };
  const statements = traceStatements(resource.policy, subject, true);
  const { grant } = findGrant(resource.policy, subject);
  return {
    layer,
    outcome: outcomeOf(statements),
    grant: GRANTS[grant],
    statements,
  };
}

const GRANTS = {
  [Grant.none]: "none",
  [Grant.delegated]: "delegated",
  [Grant.role]: "role",
  [Grant.direct]: "direct",
} as const;

const traceStatements = (
  { statements, policy }: CompiledPolicy,
  subject: Subject,
  namesPrincipals: boolean,
): StatementTrace[] =>
  statements.map((statement) =>
    traceStatement(statement, subject, policy.version, namesPrincipals),
  );

function outcomeOf(
  statements: readonly StatementTrace[],
): LayerTrace["outcome"] {
  const matched = statements.filter((statement) => statement.matched);
  if (matched.some(({ effect }) => effect === "Deny")) return "explicit-deny";
  return matched.length > 0 ? "allow" : "no-allow";
}

/** In the layer that would not allow: the Allow with the fewest elements in its way, its action first of all. */
function nearestAllow(
  layers: readonly LayerTrace[],
  deciding: Layer,
): StatementTrace | undefined {
  const candidates = layers
    .filter(({ layer }) => layer === deciding)
    .flatMap(({ statements }) => statements)
    .filter(({ effect, matched }) => effect === "Allow" && !matched);
  return candidates.toSorted((a, b) => obstacles(a) - obstacles(b))[0];
}

function obstacles(trace: StatementTrace): number {
  const missing = trace.conditions.filter((c) => c.outcome !== "match").length;
  const off = (element: { outcome: string } | undefined, weight: number) =>
    element && element.outcome !== "match" ? weight : 0;
  return (
    off(trace.action, 1000) +
    off(trace.principal, 100) +
    off(trace.resource, 100) +
    missing
  );
}
