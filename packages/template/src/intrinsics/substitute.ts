import {
  NOTHING,
  Unresolved,
  type Evaluation,
  type Result,
} from "../result.ts";
import { TemplateProblem } from "../problem.ts";
import {
  asText,
  isList,
  isObject,
  type ObjectValue,
  type Value,
} from "../value.ts";
import type { Intrinsic } from "./intrinsic.ts";
import { wrong } from "./operands.ts";

const WANTED =
  "requires one or two parameters: a template string and, optionally, a mapping of values.";

/** `${Name}`, `${Logical.Attribute}`, `${AWS::Region}`; `${!Literal}` stays as `${Literal}`. */
export const substitute: Intrinsic = (operand, evaluation) => {
  const [text, given] = partsOf(operand);
  let unknown = false;
  const substituted = text.replace(
    VARIABLE,
    (whole, escaped: string, name: string) => {
      if (escaped === "!") return `\${${name}}`;
      const result = variable(name.trim(), given, evaluation);
      if (result instanceof Unresolved) {
        unknown = true;
        return whole;
      }
      const value = asText(result === NOTHING ? undefined : result);
      if (value === undefined)
        throw new TemplateProblem(
          `Template error: Fn::Sub expression does not resolve to a string: ${name}`,
        );
      return value;
    },
  );
  if (!unknown) return substituted;
  return new Unresolved({
    "Fn::Sub":
      Object.keys(given).length === 0
        ? partlySubstituted(text, given, evaluation)
        : [text, given],
  });
};

const VARIABLE = /\$\{(!?)([^}]*)\}/g;

/** The variables in a template string, without those that are given with it and those that are escaped. */
export function variablesIn(operand: Value): readonly string[] {
  const [text, given] = partsOf(operand);
  return [...text.matchAll(VARIABLE)].flatMap(([, escaped, name = ""]) =>
    escaped === "!" || Object.hasOwn(given, name.trim()) ? [] : [name.trim()],
  );
}

function partsOf(operand: Value): readonly [text: string, given: ObjectValue] {
  if (typeof operand === "string") return [operand, {}];
  if (!isList(operand)) return wrong("Fn::Sub", WANTED);
  const [text, given = {}] = operand;
  if (typeof text !== "string" || !isObject(given) || operand.length > 2)
    return wrong("Fn::Sub", WANTED);
  return [text, given];
}

function variable(
  name: string,
  given: ObjectValue,
  evaluation: Evaluation,
): Result {
  if (Object.hasOwn(given, name))
    return evaluation.evaluate(given[name] ?? null);
  const dot = name.indexOf(".");
  return evaluation.evaluate(
    dot < 0
      ? { Ref: name }
      : { "Fn::GetAtt": [name.slice(0, dot), name.slice(dot + 1)] },
  );
}

function partlySubstituted(
  text: string,
  given: ObjectValue,
  evaluation: Evaluation,
): string {
  return text.replace(VARIABLE, (whole, escaped: string, name: string) => {
    if (escaped === "!") return whole;
    const result = variable(name.trim(), given, evaluation);
    const value =
      result instanceof Unresolved || result === NOTHING
        ? undefined
        : asText(result);
    return value ?? whole;
  });
}
