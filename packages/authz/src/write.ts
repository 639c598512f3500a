import type {
  Condition,
  Policy,
  PrincipalElement,
  Statement,
} from "./policy.ts";

/** Writes a policy as AWS's JSON, elements in AWS's usual order and lists of one as plain values. */
export function writePolicy(policy: Policy): string {
  return JSON.stringify({
    Version: policy.version,
    ...(policy.id !== undefined && { Id: policy.id }),
    Statement: policy.statements.map(writeStatement),
  });
}

/** One statement in the form it has in a policy document. */
export function writeStatement(statement: Statement): Record<string, unknown> {
  const elements: readonly [string, unknown][] = [
    ["Sid", statement.sid],
    ["Effect", statement.effect],
    ["Principal", principal(statement.principal)],
    ["NotPrincipal", principal(statement.notPrincipal)],
    ["Action", plain(statement.actions)],
    ["NotAction", plain(statement.notActions)],
    ["Resource", plain(statement.resources)],
    ["NotResource", plain(statement.notResources)],
    ["Condition", conditions(statement.conditions)],
  ];
  return Object.fromEntries(
    elements.filter(([, value]) => value !== undefined),
  );
}

const plain = (values: readonly string[] | undefined) =>
  values?.length === 1 ? values[0] : values;

function principal(element: PrincipalElement | undefined) {
  if (!element) return undefined;
  const kinds = [
    ["AWS", element.aws],
    ["Service", element.service],
    ["Federated", element.federated],
    ["CanonicalUser", element.canonicalUser],
  ] as const;
  return Object.fromEntries(
    kinds
      .filter(([, names]) => names.length > 0)
      .map(([kind, names]) => [kind, plain(names)]),
  );
}

function conditions(written: readonly Condition[]) {
  if (written.length === 0) return undefined;
  const blocks = new Map<string, [string, unknown][]>();
  for (const { operator, key, values } of written)
    blocks.set(operator, [
      ...(blocks.get(operator) ?? []),
      [key, plain(values)],
    ]);
  return Object.fromEntries(
    [...blocks].map(([operator, keys]) => [operator, Object.fromEntries(keys)]),
  );
}
