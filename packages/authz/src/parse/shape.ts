import { parseOperatorName } from "../condition/operator-name.ts";
import type {
  Condition,
  Policy,
  PrincipalElement,
  Statement,
} from "../policy.ts";

/** A statement whose Effect is still as written: AWS judges its case later than its shape. */
export type DraftStatement = Omit<Statement, "effect"> & {
  readonly effect: string;
};

/** A document of the right shape, before AWS's checks of what it says. */
export type Draft = Omit<Policy, "version" | "statements"> & {
  readonly version?: string;
  readonly statements: readonly DraftStatement[];
};

/** Reads a JSON value by the policy grammar: known elements only, each of its type. `undefined` when it does not fit. */
export function readDocument(value: unknown): Draft | undefined {
  const document = objectWith(value, ["Version", "Id", "Statement"]);
  if (!document) return undefined;
  const { Version: version, Id: id, Statement: written } = document;
  const statements = all(oneOrMore(written), readStatement);
  if (!statements || statements.length === 0) return undefined;
  if (!isOptionalString(version) || !isOptionalString(id)) return undefined;
  if (version !== undefined && !VERSIONS.has(version)) return undefined;
  return {
    statements,
    ...(version !== undefined && { version }),
    ...(id !== undefined && { id }),
  };
}

const VERSIONS: ReadonlySet<string> = new Set(["2008-10-17", "2012-10-17"]);

const ELEMENTS = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];

const EXCLUSIVE = [
  ["Principal", "NotPrincipal"],
  ["Action", "NotAction"],
  ["Resource", "NotResource"],
] as const;

function readStatement(value: unknown): DraftStatement | undefined {
  const element = objectWith(value, ELEMENTS);
  if (!element) return undefined;
  if (EXCLUSIVE.some(([one, other]) => one in element && other in element))
    return undefined;
  const { Sid: sid, Effect: effect } = element;
  if (!isOptionalString(sid) || typeof effect !== "string") return undefined;
  if (!/^(allow|deny)$/i.test(effect)) return undefined;
  const conditions =
    "Condition" in element ? readConditions(element.Condition) : [];
  if (!conditions) return undefined;

  const lists = {
    principal: optional(element, "Principal", readPrincipal),
    notPrincipal: optional(element, "NotPrincipal", readPrincipal),
    actions: optional(element, "Action", readStrings),
    notActions: optional(element, "NotAction", readStrings),
    resources: optional(element, "Resource", readStrings),
    notResources: optional(element, "NotResource", readStrings),
  };
  const present = Object.entries(lists).filter(([, list]) => list !== ABSENT);
  if (present.some(([, list]) => list === undefined)) return undefined;
  return {
    ...(sid !== undefined && { sid }),
    effect,
    ...(Object.fromEntries(present) as Partial<Statement>),
    conditions,
  };
}

const PRINCIPAL_KINDS = ["AWS", "Service", "Federated", "CanonicalUser"];

function readPrincipal(value: unknown): PrincipalElement | undefined {
  if (value === "*")
    return { aws: ["*"], service: [], federated: [], canonicalUser: [] };
  const kinds = objectWith(value, PRINCIPAL_KINDS);
  if (!kinds) return undefined;
  const [aws, service, federated, canonicalUser] = PRINCIPAL_KINDS.map(
    (kind) => (kind in kinds ? readStrings(kinds[kind]) : []),
  );
  if (!aws || !service || !federated || !canonicalUser) return undefined;
  return { aws, service, federated, canonicalUser };
}

function readConditions(value: unknown): Condition[] | undefined {
  const blocks = objectWith(value);
  if (!blocks) return undefined;
  const conditions: Condition[] = [];
  for (const [operator, block] of Object.entries(blocks)) {
    const keys = objectWith(block);
    if (!keys) return undefined;
    for (const [key, written] of Object.entries(keys)) {
      const values = all(oneOrMore(written), conditionValue);
      if (!values || !parseOperatorName(operator)) return undefined;
      conditions.push({ operator, key, values });
    }
  }
  return conditions;
}

/** AWS takes a bare `true` or `5` in a condition for its text. */
function conditionValue(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "boolean" || typeof value === "number"
    ? String(value)
    : undefined;
}

const ABSENT = Symbol("absent");

const optional = <T>(
  element: Record<string, unknown>,
  name: string,
  read: (value: unknown) => T | undefined,
): T | undefined | typeof ABSENT =>
  name in element ? read(element[name]) : ABSENT;

const readStrings = (value: unknown): string[] | undefined =>
  all(oneOrMore(value), (one) => (typeof one === "string" ? one : undefined));

const oneOrMore = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : [value];

function all<T>(
  values: readonly unknown[],
  read: (value: unknown) => T | undefined,
): T[] | undefined {
  const results: T[] = [];
  for (const value of values) {
    const result = read(value);
    if (result === undefined) return undefined;
    results.push(result);
  }
  return results;
}

const isOptionalString = (value: unknown): value is string | undefined =>
  value === undefined || typeof value === "string";

/** The value as an object, if it is one and holds no other keys than those known. */
function objectWith(
  value: unknown,
  known?: readonly string[],
): Record<string, unknown> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return undefined;
  const object = value as Record<string, unknown>;
  return !known || Object.keys(object).every((key) => known.includes(key))
    ? object
    : undefined;
}
