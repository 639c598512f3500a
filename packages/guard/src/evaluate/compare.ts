import { regexOf } from "../regex/regex.ts";
import { type GuardValue, type Range } from "../value.ts";
import { EvaluationFailure, type Run } from "./run.ts";

/** The outcome of a comparison; undefined where the kinds cannot be compared. */
export type Comparable = boolean | undefined;

/** `==` of two values. A text equals a regular expression that matches it, a number a range that holds it. */
export function equal(
  run: Run,
  left: GuardValue,
  right: GuardValue,
): Comparable {
  run.step();
  if (left.kind === "string") {
    if (right.kind === "string") return left.value === right.value;
    if (right.kind === "regex") return matches(run, right.value, left.value);
    return undefined;
  }
  if (left.kind === "regex" && right.kind === "string")
    return matches(run, left.value, right.value);
  if (left.kind === "map" && right.kind === "map")
    return equalMaps(run, left.value, right.value);
  if (left.kind === "list" && right.kind === "list")
    return equalLists(run, left.value, right.value);
  if (left.kind === "bool" && right.kind === "bool")
    return left.value === right.value;
  if (left.kind === "regex" && right.kind === "regex")
    return left.value === right.value;
  const within = isWithin(left, right);
  if (within !== undefined) return within;
  const order = orderOf(left, right);
  return order === undefined ? undefined : order === 0;
}

/**
 * Whether a list holds a value, which is a little more lenient: what cannot be compared is not equal.
 * `first` is the list's member.
 */
export function same(run: Run, first: GuardValue, second: GuardValue): boolean {
  run.step();
  if (first.kind === "map" && second.kind === "map") {
    if (first.value.size !== second.value.size) return false;
    for (const [key, each] of first.value) {
      const other = second.value.get(key);
      if (!other || !same(run, each, other)) return false;
    }
    return true;
  }
  if (first.kind === "list" && second.kind === "list") {
    const others = second.value;
    return (
      first.value.length === others.length &&
      first.value.every((each, index) => {
        const other = others[index];
        return other !== undefined && same(run, each, other);
      })
    );
  }
  return equal(run, first, second) === true;
}

/** Below zero, zero or above, as the left stands before the right; undefined where they have no order. */
export function orderOf(
  left: GuardValue,
  right: GuardValue,
): number | undefined {
  if (left.kind === "int" && right.kind === "int")
    return order(left.value, right.value);
  if (left.kind === "string" && right.kind === "string")
    return orderOfTexts(left.value, right.value);
  if (left.kind === "float" && right.kind === "float")
    return Number.isNaN(left.value) || Number.isNaN(right.value)
      ? undefined
      : order(left.value, right.value);
  if (left.kind === "char" && right.kind === "char")
    return orderOfTexts(left.value, right.value);
  return left.kind === "null" && right.kind === "null" ? 0 : undefined;
}

function matches(run: Run, pattern: string, text: string): boolean {
  run.step(1 + (text.length >> 6));
  const outcome = regexOf(pattern).test(text);
  if (outcome === "too slow")
    throw new EvaluationFailure(
      "RegexTooSlow",
      `The regular expression /${pattern}/ takes too many steps on a text of ${text.length} characters`,
    );
  return outcome;
}

function equalMaps(
  run: Run,
  left: ReadonlyMap<string, GuardValue>,
  right: ReadonlyMap<string, GuardValue>,
): Comparable {
  if (left.size !== right.size) return false;
  for (const [key, each] of left) {
    const other = right.get(key);
    if (!other) return false;
    const outcome = equal(run, each, other);
    if (outcome !== true) return outcome;
  }
  return true;
}

function equalLists(
  run: Run,
  left: readonly GuardValue[],
  right: readonly GuardValue[],
): Comparable {
  if (left.length !== right.length) return false;
  for (const [index, each] of left.entries()) {
    const other = right[index];
    const outcome = other && equal(run, each, other);
    if (outcome !== true) return outcome;
  }
  return true;
}

function isWithin(left: GuardValue, right: GuardValue): Comparable {
  if (left.kind === "int" && right.kind === "intRange")
    return within(right.value, (bound) => order(bound, left.value));
  if (left.kind === "float" && right.kind === "floatRange")
    return within(right.value, (bound) => order(bound, left.value));
  if (left.kind === "char" && right.kind === "charRange")
    return within(right.value, (bound) => orderOfTexts(bound, left.value));
  return undefined;
}

function within<T>(range: Range<T>, to: (bound: T) => number): boolean {
  const lower = to(range.lower);
  const upper = to(range.upper);
  return (
    (lower < 0 || (lower === 0 && range.includesLower)) &&
    (upper > 0 || (upper === 0 && range.includesUpper))
  );
}

function order(left: number | bigint, right: number | bigint): number {
  if (left < right) return -1;
  if (left > right) return 1;
  // eslint-disable-next-line eqeqeq -- a bigint and a number of the same value are the same integer
  return left == right ? 0 : Number.NaN;
}

/** By code points, as Rust orders the bytes of UTF-8. */
function orderOfTexts(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a !== b) return codePointRank(a) - codePointRank(b);
  }
  return left.length - right.length;
}

/** Surrogates stand for code points above every other unit. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
