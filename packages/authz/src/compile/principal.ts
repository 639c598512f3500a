import type { PrincipalElement, Statement } from "../policy.ts";
import type { Principal } from "../request.ts";
import { Grant } from "./grant.ts";

/** How strongly a statement's Principal or NotPrincipal names the caller; `bounded` when a permissions boundary is attached to it. */
export type PrincipalTest = (principal: Principal, bounded: boolean) => Grant;

/** Compiles Principal or NotPrincipal; `undefined` for a statement with neither. */
export function compilePrincipal(
  statement: Statement,
): PrincipalTest | undefined {
  if (statement.principal) {
    const names = namesIn(statement.principal);
    return (principal) => grantTo(principal, names);
  }
  if (!statement.notPrincipal) return undefined;
  // AWS: NotPrincipal "must be used with Deny", so that with Allow it grants nothing.
  if (statement.effect === "Allow") return () => Grant.none;
  const names = namesIn(statement.notPrincipal);
  return (principal, bounded) =>
    isSpared(principal, names, bounded) ? Grant.none : Grant.direct;
}

interface Names {
  readonly everyone: boolean;
  /** ARNs and unique ids. */
  readonly entities: ReadonlySet<string>;
  readonly accounts: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  readonly providers: ReadonlySet<string>;
}

function namesIn(element: PrincipalElement): Names {
  const accounts = element.aws.map(accountNamed).filter((id) => id !== "");
  return {
    everyone: element.aws.includes("*"),
    entities: new Set([
      ...element.aws.filter((name) => name !== "*" && !accountNamed(name)),
      ...element.canonicalUser,
    ]),
    accounts: new Set(accounts),
    services: new Set(element.service),
    providers: new Set(element.federated),
  };
}

/** The account behind `123456789012` and `arn:aws:iam::123456789012:root`, which AWS takes for the same; otherwise empty. */
export function accountNamed(name: string): string {
  return /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(name)?.[1] ?? "";
}

function grantTo(principal: Principal, names: Names): Grant {
  if (names.everyone) return Grant.direct;
  if (speaksForItself(principal, names)) return Grant.direct;
  if (entitiesBehind(principal).some((name) => names.entities.has(name)))
    return Grant.role;
  return names.accounts.has(principal.accountId) ? Grant.delegated : Grant.none;
}

function speaksForItself(principal: Principal, names: Names): boolean {
  switch (principal.type) {
    case "service":
      return has(names.services, principal.serviceName);
    case "web-identity":
      return has(names.providers, principal.provider);
    case "user":
    case "role-session":
    case "federated-user":
      return (
        names.entities.has(principal.arn) ||
        names.entities.has(principal.principalId)
      );
    case "root":
    case "account":
    case "anonymous":
      return false;
  }
}

const has = (names: ReadonlySet<string>, name: string): boolean =>
  names.has(name) || names.has("*");

/** The longer-lived entity that a session acts for: its role, by ARN or unique id, or the user who federated. */
function entitiesBehind(principal: Principal): string[] {
  if (principal.type === "role-session")
    return [principal.roleArn, principal.principalId.split(":", 1)[0]!];
  return principal.type === "federated-user" && principal.federatedBy
    ? [principal.federatedBy]
    : [];
}

/**
 * Whether NotPrincipal spares the caller from its Deny. AWS checks the account, then the role, then the session, and each
 * must be listed; a caller with a permissions boundary is never spared.
 */
function isSpared(
  principal: Principal,
  names: Names,
  bounded: boolean,
): boolean {
  if (bounded) return false;
  if (names.everyone) return true;
  const itself = speaksForItself(principal, names);
  switch (principal.type) {
    case "service":
    case "web-identity":
      return itself;
    case "anonymous":
      return false;
    case "root":
    case "account":
      return names.accounts.has(principal.accountId);
    case "user":
    case "federated-user":
      return itself && names.accounts.has(principal.accountId);
    case "role-session":
      return (
        itself &&
        names.accounts.has(principal.accountId) &&
        entitiesBehind(principal).some((name) => names.entities.has(name))
      );
  }
}
