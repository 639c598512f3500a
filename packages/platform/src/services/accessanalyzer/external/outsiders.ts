import {
  allowEverything,
  compile,
  contextOf,
  decide,
  parsePolicy,
  principalContext,
  type AccessRequest,
  type CompiledPolicy,
  type Condition,
  type Policy,
  type Principal,
  type Statement,
} from "@gatehouse/authz";

/** Somebody outside the account whom a resource's policy lets in. */
export interface Outsider {
  /** As the finding names it: `{ AWS: "*" }`, `{ Federated: "…" }`. */
  readonly principal: Readonly<Record<string, string>>;
  readonly actions: readonly string[];
  /** The conditions under which it is let in. */
  readonly condition: Readonly<Record<string, string>>;
  readonly isPublic: boolean;
  /** The place of the statement that lets it in, counted from 0. */
  readonly statement: number;
}

/**
 * Whom a policy lets in from outside the account, as the policy engine judges it: each name that an Allow gives is
 * tried as a caller with all rights of its own. Conditions that say who somebody is hold or not; of others (the time,
 * an address) an outsider is taken to meet them. AWS's services are trusted, as Access Analyzer trusts them.
 */
export function outsidersIn(
  document: string,
  kind: "resource" | "trust",
  accountId: string,
): readonly Outsider[] {
  const parsed = parsePolicy(document, kind);
  if (!parsed.ok) return [];
  const { policy } = parsed;
  return policy.statements.flatMap((statement, index) => {
    if (statement.effect !== "Allow" || !statement.principal) return [];
    const met = compile(
      { ...policy, statements: [identityOnly(statement), ...denies(policy)] },
      { kind },
    );
    return candidatesIn(statement, accountId)
      .filter((candidate) =>
        isLetIn(candidate, statement, met, kind, accountId),
      )
      .map((candidate) => ({
        principal: candidate.named,
        actions: statement.actions ?? ["*"],
        condition: conditionOf(statement),
        isPublic: candidate.isPublic,
        statement: index,
      }))
      .filter(isFirst);
  });
}

/** Several tries may have stood for the same outsider. */
const isFirst = (
  { principal }: Outsider,
  at: number,
  all: readonly Outsider[],
): boolean =>
  all.findIndex(
    (one) => JSON.stringify(one.principal) === JSON.stringify(principal),
  ) === at;

interface Candidate {
  readonly named: Readonly<Record<string, string>>;
  readonly isPublic: boolean;
  readonly principal: Principal;
}

/** An account that nobody owns: stands for everybody who is not named. */
const ANYBODYS_ACCOUNT = "999999999999";

function candidatesIn(
  { principal, conditions }: Statement,
  accountId: string,
): readonly Candidate[] {
  const named = (principal?.aws ?? []).flatMap((name) =>
    name === "*"
      ? everybody(conditions, accountId)
      : accountOf(name) === accountId || accountOf(name) === undefined
        ? []
        : [
            {
              named: { AWS: name },
              isPublic: false,
              principal: callerOf(name),
            },
          ],
  );
  const federated = (principal?.federated ?? []).map((provider) => ({
    named: { Federated: provider },
    isPublic: false,
    principal: {
      type: "web-identity" as const,
      arn: provider,
      accountId: "",
      principalId: provider,
      provider,
    },
  }));
  const canonical = (principal?.canonicalUser ?? []).map((id) => ({
    named: { CanonicalUser: id },
    isPublic: false,
    principal: { ...callerOf(ANYBODYS_ACCOUNT), principalId: id, arn: id },
  }));
  return [...named, ...federated, ...canonical];
}

/** Those whom `*` means: anybody, and the accounts that the conditions pick out. */
function everybody(
  conditions: readonly Condition[],
  accountId: string,
): readonly Candidate[] {
  const picked = conditions
    .filter(({ key }) => SAYS_WHO.has(key.toLowerCase()))
    .flatMap(({ values }) => values)
    .flatMap((value) => {
      const account = accountOf(value);
      return account === undefined || account === accountId ? [] : [value];
    });
  // Anybody can own an account in which a role has the name that a pattern asks for.
  const patterns = conditions
    .filter(({ key }) => SAYS_WHO.has(key.toLowerCase()))
    .flatMap(({ values }) => values)
    .filter((value) => /[*?]/.test(value) && accountOf(value) === undefined)
    .map(filled);
  return [
    ...[...new Set([ANYBODYS_ACCOUNT, ...patterns])].map((name) => ({
      named: { AWS: "*" },
      isPublic: true,
      principal: callerOf(name),
    })),
    ...[...new Set(picked)].map((name) => ({
      named: { AWS: name },
      isPublic: false,
      principal: callerOf(name),
    })),
  ];
}

/** A name that a pattern matches, in an account that anybody may own. */
function filled(pattern: string): string {
  if (/^[\d*?]{1,12}$/.test(pattern)) {
    const star = pattern.indexOf("*");
    const digits = pattern.replaceAll(/[*?]/g, star < 0 ? "9" : "");
    return star < 0
      ? digits
      : digits.slice(0, star) +
          "9".repeat(Math.max(12 - digits.length, 0)) +
          digits.slice(star);
  }
  const fields = pattern.split(":");
  if (fields.length < 6) return ANYBODYS_ACCOUNT;
  if (/[*?]/.test(fields[4]!)) fields[4] = ANYBODYS_ACCOUNT;
  return instanceOf(fields.join(":"));
}

const accountOf = (name: string): string | undefined =>
  /^(\d{12})$/.exec(name)?.[1] ??
  /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(name)?.[1];

/** The principal behind an account id or an ARN; a role's ARN means its sessions. */
function callerOf(name: string): Principal {
  const accountId = accountOf(name) ?? ANYBODYS_ACCOUNT;
  const role = /:role\/(?:.*\/)?([^/]+)$/.exec(name)?.[1];
  if (role !== undefined)
    return {
      type: "role-session",
      arn: `arn:aws:sts::${accountId}:assumed-role/${role}/outsider`,
      accountId,
      principalId: "AROAOUTSIDER:outsider",
      roleArn: name,
      sessionName: "outsider",
    };
  return {
    type: "user",
    arn: name.includes(":user/")
      ? name
      : `arn:aws:iam::${accountId}:user/outsider`,
    accountId,
    principalId: "AIDAOUTSIDER",
  };
}

/** Keys that say who somebody is, or for whom a service acts; others an outsider may well meet. */
const SAYS_WHO = new Set([
  "aws:principalarn",
  "aws:principalaccount",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:principaltype",
  "aws:principalisawsservice",
  "aws:principalservicename",
  "aws:userid",
  "aws:username",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:sourceowner",
  "aws:sourcevpc",
  "aws:sourcevpce",
]);

const identityOnly = (statement: Statement): Statement => ({
  ...statement,
  conditions: statement.conditions.filter(({ key }) =>
    SAYS_WHO.has(key.toLowerCase()),
  ),
});

const denies = ({ statements }: Policy): readonly Statement[] =>
  statements.filter(({ effect }) => effect === "Deny");

/** The caller's own side allows everything: it is the owner of another account. */
const ALL_RIGHTS = allowEverything({ kind: "identity" });

function isLetIn(
  { principal }: Candidate,
  statement: Statement,
  policy: CompiledPolicy,
  kind: "resource" | "trust",
  accountId: string,
): boolean {
  const context = new Map([
    ...principalContext(principal),
    // A service that acts for an outsider carries the outsider's account.
    ...contextOf({ "aws:SourceAccount": principal.accountId || undefined }),
  ]);
  const resources = (statement.resources ?? ["*"]).slice(0, MOST_TRIED);
  return (statement.actions ?? ["*"]).slice(0, MOST_TRIED).some((action) =>
    resources.some((resource) => {
      const request: AccessRequest = {
        principal,
        action: instanceOf(action.includes(":") ? action : "any:Any"),
        resource: instanceOf(resource),
        resourceAccount: accountId,
        context,
      };
      return decide(request, {
        identity: [ALL_RIGHTS],
        resource: { policy, kind },
      }).allowed;
    }),
  );
}

/** Actions, and resources, of one statement that are tried: a policy may not make the work run away. */
const MOST_TRIED = 32;

/** Something that a pattern matches. */
const instanceOf = (pattern: string): string =>
  pattern.replaceAll("*", "any").replaceAll("?", "a");

const conditionOf = ({ conditions }: Statement): Record<string, string> =>
  Object.fromEntries(
    conditions.map(({ key, values }) => [key, values.join(",")]),
  );
