import type { GuardValue, Range } from "../value.ts";
import type { Operand, Operator, QueryPart } from "./tree.ts";

/** A query in cfn-guard's words: `Resources.*.(filter-clauses).Properties`. */
export function describeQuery(parts: readonly QueryPart[]): string {
  return parts.map(describePart).join(".").replaceAll(".[", "[");
}

/** A value without its path, as cfn-guard writes it. */
export function describeValue(value: GuardValue): string {
  switch (value.kind) {
    case "null":
      return '"NULL"';
    case "string":
      return `"${value.value}"`;
    case "regex":
      return `"/${value.value}/"`;
    case "char":
      return `'${value.value}'`;
    case "float":
      return describeFloat(value.value);
    case "list":
      return `[${value.value.map(describeValue).join(",")}]`;
    case "map":
      return `{${Array.from(value.value, ([key, each]) => `"${key}":${describeValue(each)}`).join(",")}}`;
    case "intRange":
      return describeRange(value.value, String);
    case "floatRange":
      return describeRange(value.value, describeFloat);
    case "charRange":
      return describeRange(value.value, (bound) => bound);
    default:
      return String(value.value);
  }
}

/** Rust writes floats out in full: 1e21 as 1000000000000000000000. */
export function describeFloat(value: number): string {
  if (Object.is(value, -0)) return "-0";
  if (!Number.isFinite(value))
    return Number.isNaN(value) ? "NaN" : value > 0 ? "inf" : "-inf";
  const text = String(value);
  const [mantissa = "", exponent] = text.split("e");
  if (exponent === undefined) return text;
  const sign = mantissa.startsWith("-") ? "-" : "";
  const [whole = "", fraction = ""] = mantissa.replace("-", "").split(".");
  const shift = Number(exponent);
  return shift < 0
    ? `${sign}0.${"0".repeat(-shift - whole.length)}${whole}${fraction}`
    : `${sign}${whole}${fraction.padEnd(shift, "0")}`;
}

export function describeRange<T>(
  range: Range<T>,
  bound: (value: T) => string,
): string {
  return `${range.includesLower ? "[" : "("}${bound(range.lower)},${bound(range.upper)}${range.includesUpper ? "]" : ")"}`;
}

/** An operator in cfn-guard's words. */
export const OPERATOR_NAMES: Readonly<Record<Operator, string>> = {
  Eq: "EQUALS",
  In: "IN",
  Gt: "GREATER THAN",
  Lt: "LESS THAN",
  Ge: "GREATER THAN EQUALS",
  Le: "LESS THAN EQUALS",
  Exists: "EXISTS",
  Empty: "EMPTY",
  IsString: "IS STRING",
  IsList: "IS LIST",
  IsMap: "IS MAP",
  IsBool: "IS BOOL",
  IsInt: "IS INT",
  IsFloat: "IS FLOAT",
  IsNull: "IS NULL",
};

/** What stands on the right of an operator. */
export function describeOperand(operand: Operand): string {
  switch (operand.operand) {
    case "value":
      return describeValue(operand.value);
    case "query":
      return describeQuery(operand.query.parts);
    case "call":
      return `${operand.call.name}(${operand.call.parameters.map(describeOperand).join(", ")})`;
    default:
      return operand satisfies never;
  }
}

function describePart(part: QueryPart): string {
  switch (part.part) {
    case "this":
      return "_";
    case "key":
      return part.key;
    case "values":
      return "*";
    case "indices":
      return "[*]";
    case "index":
      return String(part.index);
    case "filter":
      return `${part.capture ?? ""} (filter-clauses)`;
    case "keys":
      return `${part.capture ?? ""} (map-key-filter-clauses)`;
    default:
      return part satisfies never;
  }
}
