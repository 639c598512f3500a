import type {
  EvaluationResult,
  PolicyEvaluationDecisionType,
  ResourceSpecificResult,
  Statement,
} from "@aws-sdk/client-iam";
import {
  missingContextKeys,
  type AccessRequest,
  type CompiledPolicy,
  type ContextValue,
  type Decision,
  type Layer,
  type PolicySet,
  type Principal,
  type Survey,
  survey,
} from "@gatehouse/authz";
import { statementPosition, type SimulatedPolicy } from "./simulated-policy.ts";

/** Who would ask, under which policies; one scenario answers for any number of actions and resources. */
export interface Scenario {
  readonly principal: Principal;
  readonly identity: readonly SimulatedPolicy[];
  readonly boundary?: SimulatedPolicy;
  readonly resource?: SimulatedPolicy;
  /** By level, from the organization's root to the account. */
  readonly scps?: readonly (readonly SimulatedPolicy[])[];
  readonly managementAccountId?: string;
  /** Owns the resources whose ARNs name no account; where there is a resource policy, that one too. */
  readonly resourceOwner: string;
  readonly context: ReadonlyMap<string, ContextValue>;
}

/**
 * What one action on one resource would come to. `named` tells that the resource was asked for: IAM answers for it a
 * second time then, and tells the missing context keys there.
 */
export function simulate(
  scenario: Scenario,
  action: string,
  resource: string,
  named: boolean,
): EvaluationResult {
  const request = requestOf(scenario, action, resource);
  const policies = policySet(scenario);
  const found = survey(request, policies);
  const decision = DECISIONS[found.decision.reason];
  const shared = {
    MatchedStatements: matchedStatements(scenario, found),
    EvalDecisionDetails: crossAccountDetails(found),
    ...boundaryDetail(found),
  };
  const missing = missingContextKeys(request, bearing(policies));
  const specific: ResourceSpecificResult = {
    EvalResourceName: resource,
    EvalResourceDecision: decision,
    MissingContextValues: missing,
    ...shared,
  };
  return {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision: decision,
    MissingContextValues: named ? [] : missing,
    ...shared,
    ...organizationDetail(found),
    ...(named ? { ResourceSpecificResults: [specific] } : {}),
  };
}

const DECISIONS: Readonly<
  Record<Decision["reason"], PolicyEvaluationDecisionType>
> = {
  allowed: "allowed",
  "explicit-deny": "explicitDeny",
  "implicit-deny": "implicitDeny",
  "engine-error": "implicitDeny",
};

/** Without a resource policy only the caller's side is simulated, whatever account the resource's ARN names. */
function requestOf(
  { principal, context, resource: policy, resourceOwner }: Scenario,
  action: string,
  resource: string,
): AccessRequest {
  const inArn = resource.split(":", 5)[4];
  const resourceAccount = policy ? inArn || resourceOwner : principal.accountId;
  return { principal, action, resource, resourceAccount, context };
}

function policySet(scenario: Scenario): PolicySet {
  const { identity, boundary, resource, scps, managementAccountId } = scenario;
  return {
    identity: identity.map(compiledOf),
    ...(boundary ? { boundary: boundary.compiled } : {}),
    ...(resource
      ? { resource: { policy: resource.compiled, kind: "resource" as const } }
      : {}),
    ...(scps ? { scps: scps.map((level) => level.map(compiledOf)) } : {}),
    ...(managementAccountId === undefined ? {} : { managementAccountId }),
  };
}

const compiledOf = ({ compiled }: SimulatedPolicy): CompiledPolicy => compiled;

/** The policies whose context keys the caller is told of. */
const bearing = ({ identity, boundary, resource, scps = [] }: PolicySet) => [
  ...identity,
  ...(boundary ? [boundary] : []),
  ...(resource ? [resource.policy] : []),
  ...scps.flat(),
];

/** IAM: of a denied request the denying statements alone, of an allowed one those that allow. */
function matchedStatements(
  scenario: Scenario,
  { decision, layers }: Survey,
): Statement[] {
  if (decision.reason === "implicit-deny") return [];
  const effect = decision.allowed ? "Allow" : "Deny";
  const { identity, boundary, resource } = scenario;
  const shown: readonly Shown[] = [
    ["identity", identity],
    ["resource", [resource]],
    // A boundary never grants.
    ["boundary", decision.allowed ? [] : [boundary]],
  ];
  return shown.flatMap(([layer, policies]) =>
    layers
      .filter((one) => one.layer === layer)
      .flatMap(({ matched }) => matched)
      .filter((one) => one.effect === effect)
      .flatMap(({ statement }) =>
        policies
          .filter((policy) => policy?.compiled.source === statement.policy)
          .map((policy) => pointAt(policy, layer, statement.index)),
      ),
  );
}

type Shown = readonly [Layer, readonly (SimulatedPolicy | undefined)[]];

/** IAM answers with these words, not with those of its own model's enumeration. */
const SOURCE_TYPES: Partial<Record<Layer, string>> = {
  identity: "IAM Policy",
  boundary: "Permissions Boundary",
  resource: "Resource Policy",
};

function pointAt(
  policy: SimulatedPolicy | undefined,
  layer: Layer,
  index: number,
): Statement {
  if (!policy) return {};
  return {
    SourcePolicyId: policy.id,
    SourcePolicyType: SOURCE_TYPES[layer] as Statement["SourcePolicyType"],
    ...statementPosition(policy, index),
  };
}

/** Of a simulation across accounts: what each account's side says. Empty within one account, as IAM has it. */
function crossAccountDetails({
  crossAccount,
  layers,
}: Survey): Record<string, PolicyEvaluationDecisionType> {
  if (!crossAccount) return {};
  const verdict = (layer: Layer) =>
    OUTCOMES[layers.find((one) => one.layer === layer)?.outcome ?? "no-policy"];
  return {
    "IAM Policy": verdict("identity"),
    "Resource Policy": verdict("resource"),
  };
}

const OUTCOMES: Readonly<
  Record<Survey["layers"][number]["outcome"], PolicyEvaluationDecisionType>
> = {
  allow: "allowed",
  "explicit-deny": "explicitDeny",
  "no-allow": "implicitDeny",
  "no-policy": "implicitDeny",
  exempt: "allowed",
};

function boundaryDetail({ layers }: Survey) {
  const trace = layers.find(({ layer }) => layer === "boundary");
  return trace === undefined || trace.outcome === "no-policy"
    ? {}
    : {
        PermissionsBoundaryDecisionDetail: {
          AllowedByPermissionsBoundary: trace.outcome === "allow",
        },
      };
}

/** Every level of the organization must allow. */
function organizationDetail({ layers }: Survey) {
  const levels = layers.filter(({ layer }) => layer === "scp");
  return levels.length === 0
    ? {}
    : {
        OrganizationsDecisionDetail: {
          AllowedByOrganizations: levels.every(
            ({ outcome }) => outcome === "allow" || outcome === "exempt",
          ),
        },
      };
}
