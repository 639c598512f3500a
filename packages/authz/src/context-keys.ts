import type { CompiledPolicy } from "./compile/policy.ts";
import { subjectOf } from "./decide/subject.ts";
import { tokenize } from "./match/tokens.ts";
import type { Policy, PolicyVersion, Statement } from "./policy.ts";
import type { AccessRequest } from "./request.ts";

/** The condition keys that a policy asks for, in conditions and variables, lower-cased and each once. */
export function contextKeys(policy: Policy): string[] {
  return contextKeyNames(policy).map((name) => name.toLowerCase());
}

/** The condition keys that a policy asks for, each once and as the policy spells it first (IAM: GetContextKeysForCustomPolicy). */
export function contextKeyNames({ statements, version }: Policy): string[] {
  return eachOnce([
    ...statements.flatMap(keysInConditions),
    ...statements.flatMap((one) =>
      variablesIn([...textsOf(one), ...valuesOf(one)], version),
    ),
  ]);
}

/**
 * The condition keys that the statements about a request's action ask for and the request does not carry, as they are
 * spelt (IAM: MissingContextValues). A statement about other resources is not asked.
 */
export function missingContextKeys(
  request: AccessRequest,
  policies: readonly CompiledPolicy[],
): string[] {
  const { action, resource, lookup } = subjectOf(request, { identity: [] });
  const missing = (name: string) => lookup(name.toLowerCase()) === undefined;
  return eachOnce(
    policies.flatMap(({ statements, policy: { version } }) =>
      statements
        .filter((statement) => statement.action(action))
        .flatMap((statement) => {
          const { written } = statement;
          const named = variablesIn(textsOf(written), version).filter(missing);
          const apart =
            named.length === 0 &&
            statement.resource(resource, lookup) === false;
          return apart
            ? []
            : [
                ...named,
                ...keysInConditions(written),
                ...variablesIn(valuesOf(written), version),
              ];
        }),
    ),
  ).filter(missing);
}

const keysInConditions = ({ conditions }: Statement): string[] =>
  conditions.map(({ key }) => key);

const textsOf = (statement: Statement): readonly string[] => [
  ...(statement.resources ?? []),
  ...(statement.notResources ?? []),
];

const valuesOf = ({ conditions }: Statement): readonly string[] =>
  conditions.flatMap(({ values }) => values);

function variablesIn(
  texts: readonly string[],
  version: PolicyVersion,
): string[] {
  if (version !== "2012-10-17") return [];
  return texts.flatMap((text) =>
    tokenize(text, { wildcards: false, variables: true }).flatMap((token) =>
      typeof token === "object" ? [asWritten(token.key, text)] : [],
    ),
  );
}

/** Tokens hold their keys in lower case. */
function asWritten(key: string, text: string): string {
  const at = text.toLowerCase().indexOf(key);
  return at < 0 ? key : text.slice(at, at + key.length);
}

function eachOnce(names: readonly string[]): string[] {
  const first = new Map<string, string>();
  for (const name of names) {
    const key = name.toLowerCase();
    if (!first.has(key)) first.set(key, name);
  }
  return [...first.values()];
}
