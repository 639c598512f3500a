import { tokenize } from "./match/tokens.ts";
import type { Policy, Statement } from "./policy.ts";

/** The condition keys that a policy asks for, in conditions and variables, lower-cased and each once (IAM: GetContextKeysForCustomPolicy). */
export function contextKeys(policy: Policy): string[] {
  const inConditions = policy.statements.flatMap((statement) =>
    statement.conditions.map(({ key }) => key.toLowerCase()),
  );
  const inVariables =
    policy.version === "2012-10-17"
      ? policy.statements.flatMap(textsOf).flatMap(variablesIn)
      : [];
  return [...new Set([...inConditions, ...inVariables])];
}

const textsOf = (statement: Statement): readonly string[] => [
  ...(statement.resources ?? []),
  ...(statement.notResources ?? []),
  ...statement.conditions.flatMap(({ values }) => values),
];

const variablesIn = (text: string): string[] =>
  tokenize(text, { wildcards: false, variables: true }).flatMap((token) =>
    typeof token === "object" ? [token.key] : [],
  );
