import type { CompiledPolicy } from "../compile/policy.ts";
import type {
  CompiledStatement,
  StatementRef,
  Subject,
} from "../compile/statement.ts";
import { grantOf, matches } from "../compile/statement.ts";
import { decide } from "../decide/decide.ts";
import type { Decision, Layer } from "../decide/decision.ts";
import type { PolicySet } from "../decide/policy-set.ts";
import { standingOf } from "../decide/standing.ts";
import { subjectOf } from "../decide/subject.ts";
import type { Effect } from "../policy.ts";
import type { AccessRequest } from "../request.ts";
import type { LayerTrace } from "./trace.ts";

/** A decision with the statements that match, layer by layer: what a simulation tells. */
export interface Survey {
  readonly decision: Decision;
  readonly crossAccount: boolean;
  readonly layers: readonly LayerSurvey[];
}

/** One layer (one level of it, for SCPs and RCPs), and which of its statements match, in their order. */
export interface LayerSurvey {
  readonly layer: Layer;
  readonly outcome: LayerTrace["outcome"];
  readonly matched: readonly {
    readonly statement: StatementRef;
    readonly effect: Effect;
  }[];
}

/** Decides one request and names every statement that matches it; unlike `explain` it looks at no others, so it costs little more than deciding. Never throws. */
export function survey(request: AccessRequest, policies: PolicySet): Survey {
  const decision = decide(request, policies);
  try {
    const { hasIdentity, crossAccount, scpsApply, rcpsApply } = standingOf(
      request,
      policies,
    );
    const subject = subjectOf(request, policies);
    const { identity, boundary, session, resource, scps, rcps } = policies;
    const of = (
      layer: Layer,
      group: readonly CompiledPolicy[] | undefined,
      applies: boolean,
    ) => surveyLayer(layer, group, applies, subject);
    const layers = [
      ...(rcps ?? []).map((level) => of("rcp", level, rcpsApply)),
      ...(scps ?? []).map((level) => of("scp", level, scpsApply)),
      of(
        resource?.kind === "trust" ? "trust" : "resource",
        resource && [resource.policy],
        true,
      ),
      of("identity", identity, hasIdentity),
      of("boundary", boundary && [boundary], hasIdentity),
      of("session", session, hasIdentity),
    ];
    return { decision, crossAccount, layers };
  } catch {
    return {
      decision: { allowed: false, reason: "engine-error", layer: "identity" },
      crossAccount: false,
      layers: [],
    };
  }
}

function surveyLayer(
  layer: Layer,
  group: readonly CompiledPolicy[] | undefined,
  applies: boolean,
  subject: Subject,
): LayerSurvey {
  if (!group) return { layer, outcome: "no-policy", matched: [] };
  if (!applies) return { layer, outcome: "exempt", matched: [] };
  const namesPrincipals = layer === "resource" || layer === "trust";
  const matched = group
    .flatMap((policy) => plausible(policy, subject))
    .filter(
      (statement) =>
        (!namesPrincipals || grantOf(statement, subject) > 0) &&
        matches(statement, subject),
    )
    .map(({ ref, effect }) => ({ statement: ref, effect }));
  return { layer, outcome: outcomeOf(matched), matched };
}

function plausible(
  { forAction }: CompiledPolicy,
  { action, resource }: Subject,
): CompiledStatement[] {
  const { denies, allows } = forAction(action);
  // A statement of several resources can be found by each of them.
  const found = new Set([...denies(resource), ...allows(resource)]);
  return [...found].toSorted((a, b) => a.ref.index - b.ref.index);
}

function outcomeOf(matched: LayerSurvey["matched"]): LayerSurvey["outcome"] {
  if (matched.some(({ effect }) => effect === "Deny")) return "explicit-deny";
  return matched.length > 0 ? "allow" : "no-allow";
}
