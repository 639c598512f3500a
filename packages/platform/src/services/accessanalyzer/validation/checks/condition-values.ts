import {
  parseInstant,
  parseOperatorName,
  parseRange,
  type LocatedJson,
  type OperatorName,
} from "@gatehouse/authz";
import type { WrittenCondition } from "../document.ts";
import { found, type Check, type Found } from "../finding.ts";
import { REGIONS } from "../regions.ts";
import { ofConditions } from "./conditions.ts";

/** Whether the values of conditions are of their operators' types, and can do what was meant. */
export const conditionValueChecks: readonly Check[] = [
  present,
  sameType,
  ofTheType,
  oneBoolean,
  wildcards,
  sourceIps,
  regions,
  numbers,
].map((check) => ofConditions(check));

function* present({ operator, key, values }: WrittenCondition) {
  if (key.value.kind !== "array" || values.length > 0) return;
  const parsed = parseOperatorName(operator.key);
  yield found(
    parsed?.set === "ForAllValues"
      ? "EMPTY_ARRAY_CONDITION_FORALLVALUES"
      : parsed?.set === "ForAnyValue"
        ? "EMPTY_ARRAY_CONDITION_FORANYVALUE"
        : parsed?.ifExists
          ? "EMPTY_ARRAY_CONDITION_IFEXISTS"
          : "EMPTY_ARRAY_CONDITION",
    key.value,
    { key: key.key },
  );
}

const SCALARS = ["string", "number", "boolean"];

function* sameType({ key, values }: WrittenCondition): Iterable<Found> {
  for (const value of values)
    if (!SCALARS.includes(value.kind))
      yield found("DATA_TYPE_MISMATCH", value, { type: "String" });
  if (new Set(values.map(({ kind }) => kind)).size > 1)
    yield found("INVALID_CONDITION_DATA_TYPE", key.value);
}

/** A condition's value as text; AWS takes bare numbers and booleans for theirs. */
function textOf(value: LocatedJson): string | undefined {
  return value.kind === "string"
    ? value.value
    : value.kind === "number" || value.kind === "boolean"
      ? String(value.value)
      : undefined;
}

type OfType = (
  text: string,
  at: LocatedJson,
  operator: string,
) => Iterable<Found>;

const OF_TYPE: readonly [RegExp, OfType][] = [
  [/^(Bool|Null)$/, boolean],
  [/^Date/, date],
  [/^(Not)?IpAddress$/, range],
  [/^Numeric/, number],
  [/^Binary/, binary],
];

function* ofTheType({ operator, values }: WrittenCondition): Iterable<Found> {
  const base = parseOperatorName(operator.key)?.base ?? "";
  const check = OF_TYPE.find(([family]) => family.test(base))?.[1];
  if (!check) return;
  for (const value of values) {
    const text = textOf(value);
    if (text !== undefined && !text.includes("${"))
      yield* check(text, value, operator.key);
  }
}

function* boolean(text: string, at: LocatedJson, operator: string) {
  if (!/^(true|false)$/i.test(text))
    yield found("TYPE_MISMATCH_BOOLEAN", at, { operator });
}

function* date(text: string, at: LocatedJson) {
  if (parseInstant(text) === undefined) yield found("TYPE_MISMATCH_DATE", at);
  else if (/^[+-]?\d{5,}$/.test(text))
    yield found("INVALID_DATE_VALUE", at, { date: text });
}

function* number(text: string, at: LocatedJson, operator: string) {
  if (text.trim() === "" || !Number.isFinite(Number(text)))
    yield found("TYPE_MISMATCH_NUMBER", at, { operator });
}

function* binary(text: string, at: LocatedJson, operator: string) {
  if (
    !/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)
  )
    yield found("TYPE_MISMATCH_STRING", at, { operator });
}

function* range(text: string, at: LocatedJson, operator: string) {
  const parsed = parseRange(text);
  if (!parsed) {
    yield found("TYPE_MISMATCH_IP_RANGE", at, { operator });
    return;
  }
  const masked = parsed.words.map((word, i) => {
    const bits = parsed.prefix - i * 32;
    return bits >= 32
      ? word >>> 0
      : bits <= 0
        ? 0
        : (word & (-1 << (32 - bits))) >>> 0;
  });
  if (masked.some((word, i) => word !== parsed.words[i]! >>> 0))
    yield found("IMPROVE_IP_RANGE", at, {
      address: `${address(masked)}/${parsed.prefix}`,
    });
}

/** Writes an address of one word (IPv4) or four (IPv6). */
function address(words: readonly number[]): string {
  return words.length === 1
    ? [24, 16, 8, 0].map((shift) => (words[0]! >>> shift) & 255).join(".")
    : words
        .flatMap((word) => [word >>> 16, word & 0xffff])
        .map((group) => group.toString(16))
        .join(":");
}

function* oneBoolean({ operator, key, values }: WrittenCondition) {
  const base = parseOperatorName(operator.key)?.base ?? "";
  if (/^(Bool|Null)$/.test(base) && values.length > 1)
    yield found("INVALID_CONDITION_MULTIPLE_BOOLEAN", key.value);
}

function* wildcards({ operator, values }: WrittenCondition): Iterable<Found> {
  const base = parseOperatorName(operator.key)?.base ?? "";
  if (!/^String(Not)?Equals/.test(base)) return;
  for (const value of values)
    if (
      value.kind === "string" &&
      /[*?]/.test(value.value.replaceAll(/\$\{[^}]*\}/g, ""))
    )
      yield found("WILDCARD_WITHOUT_LIKE_OPERATOR", value);
}

const PRIVATE =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|127\.|f[cd][0-9a-f]{2}:|fe80:|::1(\/|$))/i;

function* sourceIps({ operator, key, values }: WrittenCondition) {
  const base = parseOperatorName(operator.key)?.base;
  if (base !== "IpAddress" && base !== "NotIpAddress") return;
  if (key.key.toLowerCase() !== "aws:sourceip") return;
  const texts = values.map(textOf).filter((text) => text !== undefined);
  const privates = texts.filter((text) => PRIVATE.test(text));
  if (privates.length === 0) return;
  const all = privates.length === texts.length;
  if (base === "IpAddress")
    yield found(
      all ? "PRIVATE_IP_ADDRESS" : "PRIVATE_IP_ADDRESS_SUBSET",
      key.value,
    );
  else
    yield found(
      all ? "PRIVATE_NOT_IP_ADDRESS" : "PRIVATE_NOT_IP_ADDRESS_SUBSET",
      key.value,
    );
}

function* regions({ operator, key, values }: WrittenCondition) {
  if (key.key.toLowerCase() !== "aws:requestedregion") return;
  if (!isTextOperator(parseOperatorName(operator.key))) return;
  for (const value of values) {
    const region = textOf(value);
    if (region && !/[*?$]/.test(region) && !REGIONS.has(region))
      yield found("INVALID_REGION", value, { region });
  }
}

const isTextOperator = (name: OperatorName | undefined): boolean =>
  name?.base.startsWith("String") ?? false;

/** Of several limits only the loosest counts, since values are alternatives. */
function* numbers({ operator, key, values }: WrittenCondition) {
  const base = parseOperatorName(operator.key)?.base ?? "";
  const which = /^(Numeric|Date)Less/.test(base)
    ? "greatest"
    : /^(Numeric|Date)Greater/.test(base)
      ? "least"
      : undefined;
  if (which && values.length > 1)
    yield found("REDUNDANT_CONDITION_VALUE_NUM", key.value, {
      operator: operator.key,
      which,
      key: key.key,
    });
}
