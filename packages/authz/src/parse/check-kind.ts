import type { PolicyKind, PrincipalElement } from "../policy.ts";
import type { ParseFailure, PolicyProblem } from "./result.ts";
import { failure } from "./result.ts";
import type { DraftStatement } from "./shape.ts";

/** Checks what a statement may and must hold in a policy of this kind. */
export function checkForKind(
  statement: DraftStatement,
  index: number,
  kind: PolicyKind,
): ParseFailure | undefined {
  const found = CHECKS[kind](statement);
  return found && failure(found.problem, found.message, index);
}

interface Finding {
  readonly problem: PolicyProblem;
  readonly message: string;
}

type KindCheck = (statement: DraftStatement) => Finding | undefined;

const CHECKS: Record<PolicyKind, KindCheck> = {
  identity: withoutPrincipal,
  managed: withoutPrincipal,
  boundary: withoutPrincipal,
  session: withoutPrincipal,
  scp: (statement) => (namesPrincipal(statement) ? UNSUPPORTED : undefined),
  rcp: (statement) => (isRcpStatement(statement) ? undefined : UNSUPPORTED),
  resource: withPrincipal,
  trust: (statement) => withPrincipal(statement) ?? trustOnly(statement),
};

const UNSUPPORTED: Finding = {
  problem: "unsupported-for-type",
  message:
    "The provided policy document does not meet the requirements of the specified policy type.",
};

const namesPrincipal = (s: DraftStatement): boolean =>
  s.principal !== undefined || s.notPrincipal !== undefined;

function withoutPrincipal(statement: DraftStatement): Finding | undefined {
  return namesPrincipal(statement)
    ? {
        problem: "prohibited-principal",
        message: "Policy document should not specify a principal.",
      }
    : undefined;
}

/** AWS: an RCP denies, to everyone (`"Principal": "*"`); only the managed RCPFullAWSAccess allows, and it allows everything. */
function isRcpStatement(statement: DraftStatement): boolean {
  const { principal, notActions, effect, actions, resources } = statement;
  if (!principal || notActions || !isEveryone(principal)) return false;
  const everything = actions?.includes("*") ?? false;
  return effect === "Deny"
    ? !everything
    : everything &&
        (resources?.includes("*") ?? false) &&
        statement.conditions.length === 0;
}

const isEveryone = ({
  aws,
  service,
  federated,
  canonicalUser,
}: PrincipalElement): boolean =>
  aws.length === 1 &&
  aws[0] === "*" &&
  service.length + federated.length + canonicalUser.length === 0;

function withPrincipal(statement: DraftStatement): Finding | undefined {
  if (statement.notPrincipal && statement.effect === "Allow")
    return {
      problem: "invalid-principal",
      message: "Allow with NotPrincipal is not allowed.",
    };
  const element = statement.principal ?? statement.notPrincipal;
  if (!element)
    return {
      problem: "missing-principal",
      message: "Missing required field Principal",
    };
  return problemIn(element);
}

function problemIn(element: PrincipalElement): Finding | undefined {
  const names = [
    ...element.aws.map((name) => ["AWS", name, AWS_NAME] as const),
    ...element.service.map((name) => ["Service", name, SERVICE_NAME] as const),
    ...element.federated.map((name) => ["Federated", name, PROVIDER] as const),
    ...element.canonicalUser.map(
      (name) => ["CanonicalUser", name, CANONICAL_ID] as const,
    ),
  ];
  if (names.length === 0)
    return {
      problem: "missing-principal",
      message: "Missing required field Principal cannot be empty!",
    };
  const wrong = names.find(([, name, form]) => !form.test(name));
  return wrong
    ? {
        problem: "invalid-principal",
        message: `Invalid principal in policy: "${wrong[0]}":"${wrong[1]}"`,
      }
    : undefined;
}

/** Everyone, an account, an entity by ARN or by unique id; AWS takes no partial wildcard here. */
const AWS_NAME =
  /^(\*|\d{12}|arn:aws[\w-]*:iam::(\d{12}:(root|(user|role)\/[^*?]+)|cloudfront:user\/[^*?]+)|arn:aws[\w-]*:sts::\d{12}:(assumed-role\/[^*?/]+\/[^*?]+|federated-user\/[^*?]+)|A[A-Z0-9]{3}[A-Z0-9]{12,124})$/;
const SERVICE_NAME = /^(\*|[a-z0-9-]+(\.[a-z0-9-]+)+)$/i;
const PROVIDER =
  /^(\*|arn:aws[\w-]*:iam::\d{12}:(saml|oidc)-provider\/[^*?]+|[a-z0-9-]+(\.[a-z0-9-]+)+(\/[^*?]*)?)$/i;
const CANONICAL_ID = /^[0-9a-f]{32,64}$/i;

function trustOnly(statement: DraftStatement): Finding | undefined {
  if (statement.resources)
    return {
      problem: "prohibited-resource",
      message: "Has prohibited field Resource",
    };
  if (statement.notResources)
    return {
      problem: "prohibited-resource",
      message: "AssumeRole policy must not contain resources.",
    };
  if (statement.notPrincipal)
    return {
      problem: "prohibited-principal",
      message: "AssumeRole policy must not contain NotPrincipal field.",
    };
  const actions = statement.actions ?? statement.notActions ?? [];
  return actions.every((action) => /^sts:./i.test(action))
    ? undefined
    : {
        problem: "invalid-action",
        message: "AssumeRole policy may only specify STS AssumeRole actions.",
      };
}
