import type { StatementRef } from "../compile/statement.ts";
import type { Decision, Layer } from "../decide/decision.ts";
import type { Effect } from "../policy.ts";
import type { ContextValue } from "../request.ts";
import type { NearMiss } from "./near-miss.ts";

/** A decision with everything that went into it, layer by layer. */
export interface Explanation {
  readonly decision: Decision;
  readonly crossAccount: boolean;
  readonly layers: readonly LayerTrace[];
  /** Of a denied request: the Allow that came closest, and what kept it from matching. */
  readonly nearest?: StatementTrace;
}

/** What one layer (one level of it, for SCPs and RCPs) said. */
export interface LayerTrace {
  readonly layer: Layer;
  /** For SCPs and RCPs: the level, 0 at the organization's root. */
  readonly level?: number;
  readonly outcome:
    "explicit-deny" | "allow" | "no-allow" | "no-policy" | "exempt";
  /** For the resource's policy: how it names the caller. */
  readonly grant?: "none" | "delegated" | "role" | "direct";
  readonly statements: readonly StatementTrace[];
}

/** What a test said; `in-doubt` counts as a match for a Deny and as none for an Allow. */
export type Outcome = "match" | "no-match" | "in-doubt";

/** How one statement fared, element by element. */
export interface StatementTrace {
  readonly statement: StatementRef;
  readonly effect: Effect;
  readonly matched: boolean;
  /** Absent in policies that name no principals. */
  readonly principal?: ElementTrace;
  readonly action: ElementTrace;
  readonly resource: ElementTrace & { readonly nearest?: NearMiss };
  readonly conditions: readonly ConditionTrace[];
}

/** One element: what the statement wants and what the request has. */
export interface ElementTrace {
  readonly outcome: Outcome;
  /** Whether the element is NotPrincipal, NotAction or NotResource. */
  readonly negated: boolean;
  readonly wanted: readonly string[];
  readonly actual: string;
}

/** One condition: the key's wanted values and its actual one, `null` when the request lacks the key. */
export interface ConditionTrace {
  readonly outcome: Outcome;
  readonly operator: string;
  readonly key: string;
  readonly wanted: readonly string[];
  readonly actual: ContextValue | null;
}
