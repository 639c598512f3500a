import type { Pattern } from "../match/pattern.ts";
import type { Verdict } from "../match/verdict.ts";
import { any, every, negate } from "../match/verdict.ts";
import type { Condition, PolicyVersion } from "../policy.ts";
import type { ContextValue, Lookup } from "../request.ts";
import type { OperatorName } from "./operator-name.ts";
import { parseOperatorName } from "./operator-name.ts";
import type { Operator } from "./operators.ts";
import { operators } from "./operators.ts";

/** A condition ready to test requests, with what it was compiled from. */
export interface CompiledCondition extends Condition {
  readonly test: (lookup: Lookup) => Verdict;
}

/** Compiles one condition; an unknown operator leaves it in doubt for every request. */
export function compileCondition(
  condition: Condition,
  version: PolicyVersion,
): CompiledCondition {
  const key = condition.key.toLowerCase();
  const name = parseOperatorName(condition.operator);
  const test = name ? testOf(name, condition.values, version) : inDoubt;
  return { ...condition, test: (lookup) => test(lookup(key), lookup) };
}

type Test = (actual: ContextValue | undefined, lookup: Lookup) => Verdict;

const inDoubt: Test = () => undefined;

function testOf(
  name: OperatorName,
  values: readonly string[],
  version: PolicyVersion,
): Test {
  const operator = operators.get(name.base);
  if (!operator) return presence(values);
  const one = oneValue(operator, values, version === "2012-10-17");
  if (name.set === "ForAllValues") return forAllValues(one);
  if (name.set === "ForAnyValue") return forAnyValue(one, name.ifExists);
  return single(one, name.ifExists || operator.negated);
}

type OneValue = (actual: string, lookup: Lookup) => Verdict;

/** Holds one value of the request against the wanted ones: any of them, or none of them for a negated operator. */
function oneValue(
  { compare, negated }: Operator,
  values: readonly string[],
  variables: boolean,
): OneValue {
  const usage = { variables, negated };
  const patterns = values.map(
    (wanted): Pattern => compare(wanted, usage) ?? (() => undefined),
  );
  return (actual, lookup) => {
    const matched = any(patterns, (pattern) => pattern(actual, lookup));
    return negated ? negate(matched) : matched;
  };
}

/** Without a set operator a key must have one value; AWS asks for a set operator where there can be more. */
function single(one: OneValue, whenAbsent: boolean): Test {
  return (actual, lookup) => {
    if (typeof actual === "string") return one(actual, lookup);
    if (actual === undefined || actual.length === 0) return whenAbsent;
    return actual.length === 1 ? one(actual[0]!, lookup) : undefined;
  };
}

/** AWS: ForAllValues also holds when the key is absent or its values are an empty set, such as an empty string. */
function forAllValues(one: OneValue): Test {
  return (actual, lookup) =>
    isAbsent(actual) || every(listOf(actual), (value) => one(value, lookup));
}

/** AWS: ForAnyValue does not hold when the key is absent. */
function forAnyValue(one: OneValue, ifExists: boolean): Test {
  return (actual, lookup) =>
    isAbsent(actual)
      ? ifExists
      : any(listOf(actual), (value) => one(value, lookup));
}

/** `Null`: "true" wants the key absent, "false" wants it present and not empty. */
function presence(values: readonly string[]): Test {
  return (actual) =>
    any(values, (wanted) => {
      const absent = WANTS_ABSENT.get(wanted.toLowerCase());
      return absent === undefined ? undefined : absent === isAbsent(actual);
    });
}

const WANTS_ABSENT = new Map([
  ["true", true],
  ["false", false],
]);

/** A multivalued key all of whose values are empty strings is an empty set, as AWS has it for ForAllValues. */
const isAbsent = (actual: ContextValue | undefined): actual is undefined =>
  actual === undefined ||
  (typeof actual !== "string" && actual.every((value) => value === ""));

const listOf = (actual: ContextValue): readonly string[] =>
  typeof actual === "string" ? [actual] : actual;
