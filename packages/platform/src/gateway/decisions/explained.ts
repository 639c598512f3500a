import {
  denialMessage,
  explain,
  smallestAllow,
  writeStatement,
  type ContextValue,
  type Decision,
  type Layer,
  type LayerTrace,
  type PolicySet,
  type SmallestAllow,
  type StatementTrace,
} from "@gatehouse/authz";
import { keysAskedBy, lookupOf } from "./keep-question.ts";
import type { Asked } from "./judged.ts";

/** Why a call was allowed or denied, for people and machines. */
export interface Explained {
  readonly verdict: "allowed" | "denied" | "would-be-denied";
  /** Of a call that was made; absent for a question that was only asked. */
  readonly call?: {
    readonly decisionId: string;
    readonly requestIds: readonly string[];
    /** ISO 8601. */
    readonly at: string;
    readonly region: string;
    /** As `s3:GetObject`. */
    readonly operation: string;
  };
  /** Each permission that was denied; for a question that was only asked, that one. */
  readonly questions: readonly ExplainedQuestion[];
}

/** One permission: what each layer said of it, and what would allow it. */
export interface ExplainedQuestion {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** AWS's words; empty where it is allowed. */
  readonly message: string;
  readonly decision: Decision;
  readonly crossAccount: boolean;
  readonly layers: readonly ExplainedLayer[];
  /** The Allow that came closest, in the layer that decided. */
  readonly nearest?: StatementTrace;
  /** The condition keys that the policies ask for, with the request's values; null for those it lacks. */
  readonly context: Readonly<Record<string, ContextValue | null>>;
  readonly smallestAllow: ExplainedAllow;
  /** How the policies of this moment decide about the same request. */
  readonly now?: { readonly allowed: boolean; readonly message: string };
}

export interface ExplainedLayer extends LayerTrace {
  /** The statements are another account's, and not shown. */
  readonly withheld?: true;
}

/** The least to add, proved by deciding again with it; or that nothing can be added to allow the request. */
export type ExplainedAllow =
  | {
      readonly possible: true;
      readonly additions: readonly {
        readonly layer: Layer;
        readonly level?: number;
        /** In the form that it has in a policy document. */
        readonly statement: Readonly<Record<string, unknown>>;
      }[];
      readonly decision: Decision;
    }
  | { readonly possible: false; readonly decision: Decision };

/** For whom a question is explained. */
export interface Reader {
  /** The caller's ARN. */
  readonly arn: string;
  /** Whether the resource is of the account that wants to know. */
  readonly owner: boolean;
  /** ARNs of principals by the unique ids under which policies keep them. */
  readonly names: ReadonlyMap<string, string>;
}

/** Explains one question from the policies that were asked. */
export function explained(
  { request, policies }: Asked,
  { owner, arn, names }: Reader,
): ExplainedQuestion {
  const { decision, crossAccount, layers, nearest } = explain(
    request,
    policies,
  );
  const hidden = (layer: Layer): boolean => !owner && FOREIGN.has(layer);
  const lookup = lookupOf(request);
  const shown = (trace: StatementTrace): StatementTrace =>
    readable(trace, request.action, names);
  return {
    principal: arn,
    action: request.action,
    resource: request.resource,
    message: messageOf({ request, policies }, arn, decision),
    decision: hidden(decision.layer) ? anonymous(decision) : decision,
    crossAccount,
    layers: layers.map((layer) =>
      hidden(layer.layer) && layer.statements.length > 0
        ? { ...layer, statements: [], withheld: true }
        : { ...layer, statements: layer.statements.map(shown) },
    ),
    ...(nearest && !hidden(decision.layer) ? { nearest: shown(nearest) } : {}),
    context: Object.fromEntries(
      keysAskedBy(shownOf(policies, owner)).map((key) => [
        key,
        lookup(key) ?? null,
      ]),
    ),
    smallestAllow: asWritten(smallestAllow(request, policies), hidden),
  };
}

/** AWS's words for a denial; empty where the request is allowed. */
export function messageOf(
  { request }: Asked,
  arn: string,
  decision: Decision,
): string {
  return decision.allowed
    ? ""
    : denialMessage(arn, request.action, request.resource, decision);
}

/** What stands on the side of the resource's owner. */
export const FOREIGN: ReadonlySet<Layer> = new Set([
  "resource",
  "trust",
  "rcp",
]);

/** Which keys another account's policies ask for is theirs to tell, too. */
function shownOf(policies: PolicySet, owner: boolean): PolicySet {
  if (owner) return policies;
  const { resource: _, rcps: __, ...rest } = policies;
  return rest;
}

/** The action as it was spelt, and principals by their names. */
function readable(
  trace: StatementTrace,
  action: string,
  names: ReadonlyMap<string, string>,
): StatementTrace {
  const { principal } = trace;
  return {
    ...trace,
    action: { ...trace.action, actual: action },
    ...(principal && {
      principal: {
        ...principal,
        wanted: principal.wanted.map((name) => names.get(name) ?? name),
      },
    }),
  };
}

/** A decision without the statement that made it. */
function anonymous(decision: Decision): Decision {
  const { statement: _, ...rest } = decision;
  return rest as Decision;
}

function asWritten(
  found: SmallestAllow,
  hidden: (layer: Layer) => boolean,
): ExplainedAllow {
  const decision = hidden(found.decision.layer)
    ? anonymous(found.decision)
    : found.decision;
  if (!found.possible) return { possible: false, decision };
  return {
    possible: true,
    additions: found.additions.map(({ statement, ...where }) => ({
      ...where,
      statement: writeStatement(statement),
    })),
    decision,
  };
}
