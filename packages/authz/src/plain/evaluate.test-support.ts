import type { Policy, PrincipalElement, Statement } from "../policy.ts";
import type { AccessRequest, Lookup, Principal } from "../request.ts";
import type { Answer } from "./condition.test-support.ts";
import { allOf, holds } from "./condition.test-support.ts";
import { fits, spell } from "./text.test-support.ts";

/** The policies of one request, as documents. */
export interface PlainPolicies {
  readonly identity: readonly Policy[];
  readonly boundary?: Policy;
  readonly session?: readonly Policy[];
  readonly resource?: {
    readonly policy: Policy;
    readonly kind: "resource" | "trust" | "key";
  };
  readonly scps?: readonly (readonly Policy[])[];
  readonly rcps?: readonly (readonly Policy[])[];
  readonly managementAccountId?: string;
}

/**
 * A second evaluator, slow and plain, written from AWS's pages on evaluation logic, principals and conditions, without any
 * of the first one's code: tests hold the two against each other.
 */
export function plainDecide(
  request: AccessRequest,
  policies: PlainPolicies,
): string {
  const { principal } = request;
  if (request.action.toLowerCase() === "sts:getcalleridentity")
    return "allowed identity";
  const person = ["root", "user", "role-session", "federated-user"].includes(
    principal.type,
  );
  const serviceLinked =
    principal.type === "role-session" &&
    principal.roleArn.includes("/aws-service-role/");
  const account = request.resource.split(":")[4] ?? "";
  const owner =
    request.resourceAccount ??
    (/^\d{12}$/.test(account) ? account : principal.accountId);
  const scps =
    person &&
    !serviceLinked &&
    principal.accountId !== policies.managementAccountId
      ? policies.scps
      : undefined;
  const rcps =
    !serviceLinked &&
    owner !== policies.managementAccountId &&
    /^(s3|sts|kms|sqs|secretsmanager|dynamodb|ecr|logs|aoss|cognito-id(p|entity)):/i.test(
      request.action,
    )
      ? policies.rcps
      : undefined;
  const boundary = policies.boundary ? [policies.boundary] : undefined;
  const resource = policies.resource;
  const bounded = boundary !== undefined;
  const layer = resource?.kind === "trust" ? "trust" : "resource";

  const says = (effect: "Allow" | "Deny", docs: readonly Policy[]): boolean =>
    docs.some((doc) =>
      doc.statements.some(
        (s) => s.effect === effect && applies(s, doc, request),
      ),
    );
  const resourceSays = (effect: "Allow" | "Deny"): string[] =>
    (resource?.policy.statements ?? [])
      .filter(
        (s) => s.effect === effect && applies(s, resource!.policy, request),
      )
      .map((s) => namedAs(s, principal, bounded))
      .filter((name) => name !== "nobody");

  if (says("Deny", rcps?.flat() ?? [])) return "explicit-deny rcp";
  if (says("Deny", scps?.flat() ?? [])) return "explicit-deny scp";
  if (resourceSays("Deny").length > 0) return `explicit-deny ${layer}`;
  if (person) {
    if (says("Deny", policies.identity)) return "explicit-deny identity";
    if (says("Deny", boundary ?? [])) return "explicit-deny boundary";
    if (says("Deny", policies.session ?? [])) return "explicit-deny session";
  }

  if (scps?.some((level) => !says("Allow", level))) return "implicit-deny scp";
  const granted = resourceSays("Allow");
  if (!person)
    return granted.length > 0 ? `allowed ${layer}` : `implicit-deny ${layer}`;

  const root = principal.type === "root";
  const identityAllows = root || says("Allow", policies.identity);
  const boundaryAllows = !boundary || says("Allow", boundary);
  const hasSessionPolicy = (policies.session ?? []).length > 0;
  const sessionAllows = hasSessionPolicy
    ? says("Allow", policies.session!)
    : principal.type !== "federated-user";
  const limits = !boundaryAllows
    ? "implicit-deny boundary"
    : !sessionAllows
      ? "implicit-deny session"
      : undefined;

  if (owner !== principal.accountId) {
    if (!identityAllows) return "implicit-deny identity";
    if (limits) return limits;
    return granted.length > 0 ? "allowed identity" : `implicit-deny ${layer}`;
  }
  if (granted.includes("itself")) return `allowed ${layer}`;
  if (granted.includes("its role")) return limits ?? `allowed ${layer}`;
  if (resource && resource.kind !== "resource" && granted.length === 0)
    return `implicit-deny ${layer}`;
  if (!identityAllows) return "implicit-deny identity";
  return limits ?? "allowed identity";
}

function applies(
  s: Statement,
  policy: Policy,
  request: AccessRequest,
): boolean {
  const variables = policy.version === "2012-10-17";
  const context = request.context;
  const lookup: Lookup =
    typeof context === "function" ? context : (key) => context.get(key);
  const action = request.action.toLowerCase();
  const listed = (s.actions ?? s.notActions ?? []).some((pattern) =>
    fits(spell(pattern.toLowerCase(), true, false, lookup)!, action),
  );
  if (listed === (s.notActions !== undefined)) return false;
  const answers = [
    onResource(s, request.resource, variables, lookup),
    ...s.conditions.map((condition) => holds(condition, variables, lookup)),
  ];
  const all = allOf(answers);
  return all === "yes" || (all === "maybe" && s.effect === "Deny");
}

function onResource(
  s: Statement,
  resource: string,
  variables: boolean,
  lookup: Lookup,
): Answer {
  const patterns = s.resources ?? s.notResources;
  if (!patterns) return "yes";
  let unknown = false;
  for (const pattern of patterns) {
    const fields = pattern.split(":");
    while (fields[0] === "arn" && fields.length < 6) fields.push("*");
    const head = fields
      .slice(0, 5)
      .map((field) => `${field}:`)
      .join("");
    const spelled =
      fields.length < 6
        ? spell(pattern, true, false, lookup)
        : both(
            spell(head, true, false, lookup),
            spell(fields.slice(5).join(":"), true, variables, lookup),
          );
    if (!spelled) unknown = true;
    else if (fits(spelled, resource)) return s.resources ? "yes" : "no";
  }
  if (s.resources) return "no";
  return unknown ? "maybe" : "yes";
}

const both = <T>(a: T[] | undefined, b: T[] | undefined): T[] | undefined =>
  a && b && [...a, ...b];

function namedAs(s: Statement, who: Principal, bounded: boolean): string {
  if (s.principal) return nameIn(s.principal, who);
  if (!s.notPrincipal) return s.effect === "Deny" ? "itself" : "nobody";
  if (s.effect === "Allow") return "nobody";
  const names = s.notPrincipal;
  const every = bounded
    ? false
    : names.aws.includes("*") ||
      chain(who).every((link) => link.some((n) => lists(names, who, n)));
  return every ? "nobody" : "itself";
}

function nameIn(names: PrincipalElement, who: Principal): string {
  if (names.aws.includes("*")) return "itself";
  const links = chain(who);
  const own = links.at(-1)!;
  const named = (link: readonly string[]) =>
    link.some((n) => lists(names, who, n));
  const isAccount = who.type === "root" || who.type === "account";
  if (named(own)) return isAccount ? "its account" : "itself";
  if (who.type === "role-session" && named(links[1]!)) return "its role";
  if (
    who.type === "federated-user" &&
    who.federatedBy &&
    named([who.federatedBy])
  )
    return "its role";
  return who.accountId && named(links[0]!) ? "its account" : "nobody";
}

/** What AWS checks one after the other: account, role, session; each by any of its names. */
function chain(who: Principal): string[][] {
  const account = [who.accountId, `arn:aws:iam::${who.accountId}:root`];
  switch (who.type) {
    case "anonymous":
      return [["(nobody)"]];
    case "service":
      return [[who.serviceName, "*"]];
    case "web-identity":
      return [[who.provider, "*"]];
    case "root":
    case "account":
      return [account];
    case "role-session":
      return [
        account,
        [who.roleArn, who.principalId.replace(/:.*/, "")],
        [who.arn, who.principalId],
      ];
    case "user":
    case "federated-user":
      return [account, [who.arn, who.principalId]];
  }
}

function lists(names: PrincipalElement, who: Principal, name: string): boolean {
  if (who.type === "service") return names.service.includes(name);
  if (who.type === "web-identity") return names.federated.includes(name);
  return names.aws.includes(name) || names.canonicalUser.includes(name);
}
