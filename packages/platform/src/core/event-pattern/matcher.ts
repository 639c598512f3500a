import { BlockList, isIP } from "node:net";

/** Decides about one value of an event: a string, a number, true, false or null. */
export type Matches = (value: unknown) => boolean;

/** What one item of a pattern's list asks for. */
export type Matcher =
  | { readonly kind: "value"; readonly matches: Matches }
  /** Whether the field must be there or must not. */
  | { readonly kind: "exists"; readonly exists: boolean };

/** A pattern that cannot be one; the text says where and why. */
export class PatternProblem extends Error {
  override name = "PatternProblem";
}

/** Reads one item of a pattern's list. @throws PatternProblem */
export function matcher(item: unknown): Matcher {
  if (typeof item !== "object" || item === null)
    return { kind: "value", matches: equalTo(item) };
  const [name, operand] = onlyMember(item);
  if (name === "exists") {
    if (typeof operand !== "boolean")
      throw new PatternProblem(
        "exists match pattern must be either true or false.",
      );
    return { kind: "exists", exists: operand };
  }
  const make = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (!make) throw new PatternProblem(`Unrecognized match type ${name}`);
  return { kind: "value", matches: make(operand) };
}

const OPERATORS: Readonly<Record<string, (operand: unknown) => Matches>> = {
  prefix: affix("prefix", (value, text) => value.startsWith(text)),
  suffix: affix("suffix", (value, text) => value.endsWith(text)),
  "equals-ignore-case": ignoringCase,
  wildcard,
  numeric,
  cidr,
  "anything-but": anythingBut,
};

function equalTo(wanted: unknown): Matches {
  return (value) => value === wanted;
}

function affix(
  name: string,
  holds: (value: string, text: string) => boolean,
): (operand: unknown) => Matches {
  return (operand) => {
    if (typeof operand === "string")
      return (value) => typeof value === "string" && holds(value, operand);
    const [inner, text] =
      typeof operand === "object" && operand !== null
        ? onlyMember(operand)
        : ["", undefined];
    if (inner !== "equals-ignore-case" || typeof text !== "string")
      throw new PatternProblem(`${name} match pattern must be a string`);
    const folded = text.toLowerCase();
    return (value) =>
      typeof value === "string" && holds(value.toLowerCase(), folded);
  };
}

function ignoringCase(operand: unknown): Matches {
  const folded = text(operand, "equals-ignore-case").toLowerCase();
  return (value) => typeof value === "string" && value.toLowerCase() === folded;
}

function wildcard(operand: unknown): Matches {
  const pattern = text(operand, "wildcard");
  if (/\*\*/.test(pattern))
    throw new PatternProblem("Consecutive wildcard characters are not allowed");
  const parts = literalParts(pattern);
  return (value) => typeof value === "string" && isMadeOf(value, parts);
}

/** The texts between the asterisks; `\*` stands for an asterisk and `\\` for a backslash. */
function literalParts(pattern: string): readonly string[] {
  const parts = [""];
  for (let i = 0; i < pattern.length; i++) {
    let character = pattern.charAt(i);
    if (character === "*") {
      parts.push("");
      continue;
    }
    if (character === "\\") {
      character = pattern.charAt(++i);
      if (character !== "*" && character !== "\\")
        throw new PatternProblem("Invalid escape character in wildcard");
    }
    parts[parts.length - 1] += character;
  }
  return parts;
}

/** Each part where it first fits after the one before: linear in the value for every part. */
function isMadeOf(value: string, parts: readonly string[]): boolean {
  const [first = "", ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return value === first;
  if (!value.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return value.length - last.length >= at && value.endsWith(last);
}

const COMPARISONS: Readonly<
  Record<string, (value: number, bound: number) => boolean>
> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

/** `["=", 5]`, or one or two bounds as `[">", 0, "<=", 5]`. */
function numeric(operand: unknown): Matches {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4))
    throw new PatternProblem(
      "Invalid member in numeric match: operator and number are expected in pairs",
    );
  const checks: ((value: number) => boolean)[] = [];
  for (let i = 0; i < operand.length; i += 2) {
    const [name, bound] = [operand[i] as unknown, operand[i + 1] as unknown];
    const compare =
      typeof name === "string" && Object.hasOwn(COMPARISONS, name)
        ? COMPARISONS[name]
        : undefined;
    if (!compare)
      throw new PatternProblem(
        `Unrecognized numeric range operator: ${String(name)}`,
      );
    if (typeof bound !== "number")
      throw new PatternProblem("Value of a numeric match must be numeric");
    checks.push((value) => compare(value, bound));
  }
  return (value) =>
    typeof value === "number" && checks.every((holds) => holds(value));
}

function cidr(operand: unknown): Matches {
  const [address = "", bits = "", ...more] = text(operand, "cidr").split("/");
  const family = isIP(address);
  const length = Number(bits);
  const most = family === 6 ? 128 : 32;
  if (!family || more.length > 0 || !/^\d+$/.test(bits) || length > most)
    throw new PatternProblem(
      "Malformed CIDR, one '/' with a prefix length is required",
    );
  const range = new BlockList();
  const type = family === 6 ? "ipv6" : "ipv4";
  range.addSubnet(address, length, type);
  return (value) =>
    typeof value === "string" &&
    isIP(value) === family &&
    range.check(value, type);
}

/** Strings and numbers that are none of those named, or strings without a form that is named. */
function anythingBut(operand: unknown): Matches {
  if (
    typeof operand === "object" &&
    operand !== null &&
    !Array.isArray(operand)
  ) {
    const [name, inner] = onlyMember(operand);
    if (!FORMS.has(name))
      throw new PatternProblem(`Unsupported anything-but pattern: ${name}`);
    const unwanted = listOf(inner).map((one) => OPERATORS[name]?.(one));
    return (value) =>
      typeof value === "string" && !unwanted.some((holds) => holds?.(value));
  }
  const unwanted = new Set(listOf(operand));
  if (![...unwanted].every(isPlain))
    throw new PatternProblem(
      "Inside anything-but list, only strings, numbers, booleans and null are allowed",
    );
  return (value) => !unwanted.has(value);
}

const FORMS: ReadonlySet<string> = new Set([
  "prefix",
  "suffix",
  "equals-ignore-case",
  "wildcard",
]);

const isPlain = (value: unknown): boolean =>
  typeof value !== "object" || value === null;

function listOf(operand: unknown): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (list.length === 0)
    throw new PatternProblem("Empty lists are not allowed");
  return list;
}

function text(operand: unknown, name: string): string {
  if (typeof operand !== "string" || operand === "")
    throw new PatternProblem(`${name} match pattern must be a string`);
  return operand;
}

function onlyMember(object: object): [name: string, operand: unknown] {
  const [first, ...more] = Object.entries(object) as [string, unknown][];
  if (!first || more.length > 0)
    throw new PatternProblem("Only one key allowed in match expression");
  return first;
}
