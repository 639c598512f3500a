import { parseOperatorName, type LocatedMember } from "@gatehouse/authz";
import {
  memberOf,
  membersOf,
  type WrittenCondition,
  type WrittenStatement,
} from "../document.ts";
import { found, type About, type Check, type Found } from "../finding.ts";
import { globalKey, type KnownKey, type Reference } from "../reference.ts";
import { isEmptyObject } from "./structure.ts";

/** Whether condition operators and keys exist, and fit each other. */
export const conditionChecks: readonly Check[] = [
  blocks,
  duplicateKeys,
  ofConditions(operatorNames),
  ofConditions(keys),
  ofConditions(sets),
  ofConditions(types),
  pairedKeys,
];

/** Makes a check of one that looks at single conditions. */
export function ofConditions(
  check: (condition: WrittenCondition, about: About) => Iterable<Found>,
): Check {
  return function* ({ statements }, about) {
    for (const { conditions } of statements)
      for (const condition of conditions) yield* check(condition, about);
  };
}

const blocksOf = ({ members }: WrittenStatement): readonly LocatedMember[] =>
  membersOf(memberOf(members, "Condition")?.value);

function* blocks(...[{ statements }]: Parameters<Check>): Iterable<Found> {
  for (const statement of statements) {
    const element = memberOf(statement.members, "Condition")?.value;
    if (!element) continue;
    if (element.kind !== "object")
      yield found("DATA_TYPE_MISMATCH", element, { type: "Object" });
    if (isEmptyObject(element)) yield found("EMPTY_OBJECT_CONDITION", element);
    for (const { value } of blocksOf(statement)) {
      if (value.kind !== "object")
        yield found("DATA_TYPE_MISMATCH", value, { type: "Object" });
      if (isEmptyObject(value)) yield found("EMPTY_OBJECT_CONDITION", value);
    }
  }
}

function* duplicateKeys(
  ...[{ statements }]: Parameters<Check>
): Iterable<Found> {
  for (const statement of statements)
    for (const { value } of blocksOf(statement)) {
      const seen = new Set<string>();
      for (const member of membersOf(value)) {
        const { key } = member;
        if (seen.has(key.toLowerCase()))
          yield found("DUPLICATE_KEYS_WITH_DIFFERENT_CASE", member, { key });
        seen.add(key.toLowerCase());
      }
    }
}

const NULL = /^(For(?:AllValues|AnyValue):)?Null(IfExists)?$/;

function* operatorNames({ operator }: WrittenCondition): Iterable<Found> {
  const [isNull, qualifier, suffix] = NULL.exec(operator.key) ?? [];
  if (suffix) yield found("NULL_WITH_IF_EXISTS", operator);
  if (qualifier) yield found("NULL_WITH_QUALIFIER", operator);
  if (isNull === undefined && !parseOperatorName(operator.key))
    yield found("INVALID_CONDITION_OPERATOR", operator, {
      operator: operator.key,
    });
}

const TAG_KEYS = new Set([
  "aws:resourcetag",
  "aws:requesttag",
  "aws:principaltag",
]);

function* keys({ key }: WrittenCondition, about: About): Iterable<Found> {
  const name = key.key.toLowerCase();
  const service = name.slice(0, Math.max(name.indexOf(":"), 0));
  if (TAG_KEYS.has(name.replace(/\/$/, "")))
    yield found("MISSING_TAG_KEY_IN_CONDITION", key, {
      key: key.key.replace(/\/$/, ""),
    });
  else if (name === "aws:arn")
    yield found(
      about.policyType === "IDENTITY_POLICY"
        ? "DEPRECATED_GLOBAL_CONDITION_KEY"
        : "UNSUPPORTED_GLOBAL_CONDITION_KEY",
      key,
    );
  else if (isFederated(name)) return;
  else if (!/^[\w.-]+:.+$/.test(name))
    yield found("INVALID_CONDITION_KEY_FORMAT", key);
  else if (service === "aws") {
    if (!globalKey(name))
      yield found("INVALID_GLOBAL_CONDITION_KEY", key, { key: key.key });
  } else if (!about.reference.names.has(service)) {
    if (!globalKey(name)) yield found("INVALID_SERVICE", key, { service });
  } else if (!knownKey(name, about.reference))
    yield found("INVALID_SERVICE_CONDITION_KEY", key, {
      key: key.key,
      service,
    });
}

/** Keys of identity providers begin with the provider: `token.actions.githubusercontent.com:sub`, `saml:aud`. */
const isFederated = (name: string): boolean =>
  /^(saml|[\w-]+(\.[\w-]+)+(\/[^:]*)?):\w+/.test(name);

/** A condition key as AWS knows it, tag keys and other keys with a free part among them. */
export function knownKey(
  name: string,
  { services }: Reference,
): KnownKey | undefined {
  const lower = name.toLowerCase();
  const global = globalKey(lower);
  if (global) return global;
  const known = services.get(lower.slice(0, lower.indexOf(":")))?.keys;
  if (!known) return undefined;
  const plain = known.get(lower);
  if (plain) return plain;
  for (const [form, key] of known)
    if (form.includes("${") && fits(form, lower)) return key;
  return undefined;
}

/** The parts of a form around its `${…}` must stand in the name in their order. */
function fits(form: string, name: string): boolean {
  const parts = form.split(/\$\{[^}]*\}|:tag-key$/);
  const first = parts[0] ?? "";
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts.slice(1)) {
    const next = part === "" ? name.length : name.indexOf(part, at + 1);
    if (next < 0 || next === at) return false;
    at = next + part.length;
  }
  return true;
}

function* sets(
  { operator, key }: WrittenCondition,
  { reference }: About,
): Iterable<Found> {
  const parsed = parseOperatorName(operator.key);
  const known = knownKey(key.key, reference);
  if (!parsed || !known || parsed.base === "Null") return;
  const isMany = known.type.startsWith("ArrayOf");
  if (isMany && !parsed.set)
    yield found("MISSING_QUALIFIER", key, { key: key.key });
  if (!isMany && parsed.set === "ForAllValues")
    yield found("FORALLVALUES_WITH_SINGLE_VALUED_KEY", operator, {
      key: key.key,
    });
}

/** Families of operators that fit a key's type; the first is the one that AWS recommends. */
const FITTING: Readonly<Record<string, readonly RegExp[]>> = {
  String: [/^String/, /^Numeric/, /^Arn/],
  ARN: [/^Arn/, /^String/],
  Arn: [/^Arn/, /^String/],
  Bool: [/^Bool$/],
  Numeric: [/^Numeric/],
  Date: [/^Date/, /^Numeric/],
  IPAddress: [/^(Not)?IpAddress$/],
};

const RECOMMENDED: Readonly<Record<string, string>> = {
  ARN: "ARN",
  Arn: "ARN",
  Bool: "Bool",
  Date: "Date",
  IPAddress: "IP address",
  Numeric: "Numeric",
  String: "String",
};

function* types(
  { operator, key }: WrittenCondition,
  { reference }: About,
): Iterable<Found> {
  const parsed = parseOperatorName(operator.key);
  const type = knownKey(key.key, reference)?.type.replace(/^ArrayOf/, "");
  const fitting = type === undefined ? undefined : FITTING[type];
  if (!parsed || parsed.base === "Null" || !type || !fitting) return;
  if (!fitting.some((family) => family.test(parsed.base)))
    yield found("TYPE_MISMATCH", operator, {
      wanted: RECOMMENDED[type] ?? type,
      operator: operator.key,
      key: key.key,
    });
}

/** Keys that say little without another one. */
const PAIRS: Readonly<Record<string, readonly string[]>> = {
  "aws:vpcsourceip": ["aws:SourceVpc", "aws:SourceVpce"],
};

function* pairedKeys(...[{ statements }]: Parameters<Check>): Iterable<Found> {
  for (const { conditions } of statements) {
    const present = new Set(conditions.map(({ key }) => key.key.toLowerCase()));
    for (const { key } of conditions) {
      const pair = PAIRS[key.key.toLowerCase()];
      if (pair && !pair.some((name) => present.has(name.toLowerCase())))
        yield found("MISSING_PAIRED_CONDITION_KEYS", key, {
          key: key.key,
          paired: pair.join(", "),
        });
    }
  }
}
