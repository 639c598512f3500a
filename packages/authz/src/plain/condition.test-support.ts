import type { Condition } from "../policy.ts";
import type { ContextValue, Lookup } from "../request.ts";
import { fits, segments, spell } from "./text.test-support.ts";

/** `maybe`: cannot be told. */
export type Answer = "yes" | "no" | "maybe";

/** Evaluates one condition by reading its operator's name, as the IAM User Guide describes each. */
export function holds(
  condition: Condition,
  variables: boolean,
  lookup: Lookup,
): Answer {
  const { operator, values } = condition;
  const actual = lookup(condition.key.toLowerCase());
  if (operator === "Null")
    return someOf(
      values.map((value) =>
        /^(true|false)$/i.test(value)
          ? answer((value.toLowerCase() === "true") === isEmpty(actual))
          : "maybe",
      ),
    );
  const set = /^(ForAllValues|ForAnyValue):/.exec(operator)?.[1];
  const ifExists = operator.endsWith("IfExists");
  const base = operator.replace(/^.*:/, "").replace(/IfExists$/, "");
  const negated = base.includes("Not");
  const test = (value: string): Answer => {
    const each = values.map((wanted) =>
      compare(
        base.replace("Not", ""),
        wanted,
        value,
        negated,
        variables,
        lookup,
      ),
    );
    const some = someOf(each);
    return negated ? opposite(some) : some;
  };

  if (set === "ForAllValues")
    return isEmpty(actual) ? "yes" : allOf(listOf(actual!).map(test));
  if (set === "ForAnyValue")
    return isEmpty(actual)
      ? answer(ifExists)
      : someOf(listOf(actual!).map(test));
  const list = actual === undefined ? [] : listOf(actual);
  if (list.length === 0) return answer(ifExists || negated);
  return list.length === 1 ? test(list[0]!) : "maybe";
}

function compare(
  base: string,
  wanted: string,
  actual: string,
  negated: boolean,
  variables: boolean,
  lookup: Lookup,
): Answer {
  if (/^(String|Arn|Bool)/.test(base)) {
    const isArn = base.startsWith("Arn");
    const signs = spell(
      wanted,
      isArn || base === "StringLike",
      variables,
      lookup,
    );
    if (!signs) return negated ? "maybe" : "no";
    if (isArn) {
      if (!/^arn(:[^]*){5}$/.test(actual)) return "maybe";
      if (signs.length > 0 && signs.every((s) => s === "*")) return "yes";
      const parts = segments(signs);
      if (parts.length < 6) return "maybe";
      const fields = actual.split(":");
      const six = [...fields.slice(0, 5), fields.slice(5).join(":")];
      return answer(parts.every((part, i) => fits(part, six[i]!)));
    }
    const anyCase = base === "Bool" || base.endsWith("IgnoreCase");
    return answer(
      anyCase
        ? fits(
            signs.map((s) =>
              typeof s === "object" ? { char: s.char.toLowerCase() } : s,
            ),
            actual.toLowerCase(),
          )
        : fits(signs, actual),
    );
  }
  if (base === "BinaryEquals") {
    const [a, b] = [bytes(wanted), bytes(actual)];
    return a === undefined || b === undefined ? "maybe" : answer(a === b);
  }
  if (base.includes("IpAddress")) return within(actual, wanted);
  const read = base.startsWith("Date") ? instant : numeral;
  const [have, want] = [read(actual), read(wanted)];
  if (Number.isNaN(have) || Number.isNaN(want)) return "maybe";
  if (base.endsWith("LessThan")) return answer(have < want);
  if (base.endsWith("LessThanEquals")) return answer(have <= want);
  if (base.endsWith("GreaterThan")) return answer(have > want);
  if (base.endsWith("GreaterThanEquals")) return answer(have >= want);
  return answer(have === want);
}

const numeral = (text: string): number =>
  /^[-+.\de]+$/i.test(text) ? Number(text) : NaN;

function instant(text: string): number {
  if (/^\d{4}$/.test(text)) return Date.parse(text);
  if (/^-?\d+$/.test(text)) return Number(text) * 1000;
  return /^\d{4}-/.test(text) ? Date.parse(text) : NaN;
}

function bytes(text: string): string | undefined {
  const digits = text.replace(/={0,2}$/, "");
  if (/[^A-Za-z0-9+/]/.test(digits) || digits.length % 4 === 1)
    return undefined;
  return atob(digits);
}

function within(actual: string, range: string): Answer {
  const [network = "", size] = range.split("/");
  const [have, want] = [binary(actual), binary(network)];
  if (!have || !want || (size !== undefined && Number(size) > want.length))
    return "maybe";
  const length = size === undefined ? want.length : Number(size);
  return answer(
    have.length === want.length && have.startsWith(want.slice(0, length)),
  );
}

/** An address as its ones and zeros; only the plain and the once-shortened forms. */
function binary(text: string): string | undefined {
  const bits = (part: string, radix: number, width: number): string =>
    parseInt(part, radix).toString(2).padStart(width, "0");
  if (/^\d+(\.\d+){3}$/.test(text)) {
    const parts = text.split(".");
    return parts.every((part) => Number(part) < 256)
      ? parts.map((part) => bits(part, 10, 8)).join("")
      : undefined;
  }
  if (!/^[0-9a-f:]+$/i.test(text) || !text.includes(":")) return undefined;
  const [left = "", right = ""] = text.split("::");
  const heads = left ? left.split(":") : [];
  const tails = right ? right.split(":") : [];
  const zeros = Array<string>(8 - heads.length - tails.length).fill("0");
  return [...heads, ...zeros, ...tails]
    .map((part) => bits(part, 16, 16))
    .join("");
}

const answer = (is: boolean): Answer => (is ? "yes" : "no");
const opposite = (one: Answer): Answer =>
  one === "maybe" ? one : one === "yes" ? "no" : "yes";
const someOf = (answers: readonly Answer[]): Answer =>
  answers.includes("yes") ? "yes" : answers.includes("maybe") ? "maybe" : "no";

/** All of them. */
export const allOf = (answers: readonly Answer[]): Answer =>
  answers.includes("no") ? "no" : answers.includes("maybe") ? "maybe" : "yes";

const isEmpty = (value: ContextValue | undefined): boolean =>
  value === undefined ||
  (typeof value !== "string" && value.every((one) => one === ""));

const listOf = (value: ContextValue): readonly string[] =>
  typeof value === "string" ? [value] : value;
