import type { Policy, PrincipalElement, Statement } from "./policy.ts";

/**
 * Replaces the ARNs of users and roles in a policy's principals by unique ids, as IAM does when a trust policy is saved,
 * so that a user or role of the same name created later is not meant. Answers with the ARN that has no id, if one has none.
 */
export function bindPrincipals(
  policy: Policy,
  idOf: (arn: string) => string | undefined,
): { ok: true; policy: Policy } | { ok: false; unknown: string } {
  const arns = policy.statements.flatMap(namesIn).filter(isEntityArn);
  const unknown = arns.find((arn) => idOf(arn) === undefined);
  if (unknown !== undefined) return { ok: false, unknown };
  const bound = rename(policy, (name) =>
    isEntityArn(name) ? (idOf(name) ?? name) : name,
  );
  return { ok: true, policy: bound };
}

/** The way back, for showing: an id whose user or role is gone stays an id, as it does in IAM. */
export function unbindPrincipals(
  policy: Policy,
  arnOf: (id: string) => string | undefined,
): Policy {
  return rename(policy, (name) => arnOf(name) ?? name);
}

const isEntityArn = (name: string): boolean =>
  /^arn:[^:]+:iam::\d{12}:(user|role)\//.test(name);

const namesIn = ({ principal, notPrincipal }: Statement): readonly string[] => [
  ...(principal?.aws ?? []),
  ...(notPrincipal?.aws ?? []),
];

const rename = (policy: Policy, name: (old: string) => string): Policy => ({
  ...policy,
  statements: policy.statements.map((statement) => ({
    ...statement,
    ...(statement.principal && {
      principal: renameIn(statement.principal, name),
    }),
    ...(statement.notPrincipal && {
      notPrincipal: renameIn(statement.notPrincipal, name),
    }),
  })),
});

const renameIn = (
  element: PrincipalElement,
  name: (old: string) => string,
): PrincipalElement => ({ ...element, aws: element.aws.map(name) });
