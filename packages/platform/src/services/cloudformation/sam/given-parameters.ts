import type { ObjectValue, Value } from "@gatehouse/template";
import { invalidTemplate } from "./problem.ts";
import { isList, isObject } from "./values.ts";

/** What is known of a template's parameters before it is a stack: by name. */
export type Parameters = Readonly<Record<string, Value>>;

/** The values given, else the defaults. */
export function parametersOf(
  declared: Value | undefined,
  given: Parameters,
): Parameters {
  const defaults = Object.entries(isObject(declared) ? declared : {}).flatMap(
    ([name, parameter]) =>
      isObject(parameter) && parameter["Default"] !== undefined
        ? [[name, parameter["Default"]] as const]
        : [],
  );
  return { ...Object.fromEntries(defaults), ...given };
}

/** A value in which references to parameters are replaced by what they are; all other functions stay. */
export function withParameters(value: Value, parameters: Parameters): Value {
  if (isList(value)) return value.map((one) => withParameters(one, parameters));
  if (!isObject(value)) return value;
  const names = Object.keys(value);
  if (names.length === 1 && names[0] === "Ref") {
    const name = value["Ref"];
    return typeof name === "string" && Object.hasOwn(parameters, name)
      ? (parameters[name] ?? null)
      : value;
  }
  const inside = mapped(value, (one) => withParameters(one, parameters));
  return names.length === 1 && names[0] === "Fn::Sub"
    ? { "Fn::Sub": substituted(inside["Fn::Sub"] ?? null, parameters) }
    : inside;
}

const REFERENCE = /\$\{([A-Za-z0-9.]+|AWS::[A-Z][A-Za-z]*)\}/g;

function substituted(operand: Value, parameters: Parameters): Value {
  const texts = (text: string): string =>
    text.replace(REFERENCE, (whole, name: string) => {
      if (!Object.hasOwn(parameters, name)) return whole;
      const value = parameters[name];
      if (typeof value !== "string")
        throw invalidTemplate(
          `Invalid Fn::Sub variable value ${JSON.stringify(value)}. Fn::Sub expects all variables to be strings.`,
        );
      return value;
    });
  if (typeof operand === "string") return texts(operand);
  if (isList(operand) && typeof operand[0] === "string")
    return [texts(operand[0]), ...operand.slice(1)];
  return operand;
}

export function mapped(
  value: ObjectValue,
  change: (value: Value) => Value,
): ObjectValue {
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, change(one)]),
  );
}
