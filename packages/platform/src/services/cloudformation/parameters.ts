import type { Parameter } from "@aws-sdk/client-cloudformation";
import type { ParameterDeclaration } from "@gatehouse/template";
import type { StackParameter } from "./tables.ts";
import { invalid } from "./stack.ts";

/** The values that a request gives, by name. @throws Fault ValidationError */
export function givenParameters(
  given: readonly Parameter[] = [],
  previous: readonly StackParameter[] = [],
): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const {
    ParameterKey: key = "",
    ParameterValue,
    UsePreviousValue,
  } of given) {
    if (Object.hasOwn(values, key))
      throw invalid(`Parameters: Duplicate parameter key ${key}`);
    const earlier = previous.find(({ name }) => name === key);
    if (UsePreviousValue) {
      if (ParameterValue !== undefined)
        throw invalid(
          `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true and non empty value for a parameter`,
        );
      if (!earlier)
        throw invalid(
          `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
        );
      values[key] = earlier.value;
    } else values[key] = ParameterValue ?? "";
  }
  return values;
}

/** Parameters as a stack keeps them: all that the template declares. */
export function keptParameters(
  declared: readonly ParameterDeclaration[],
  given: Readonly<Record<string, string>>,
  found: Readonly<Record<string, string>> = {},
): readonly StackParameter[] {
  return declared.map(({ name, noEcho, default: fallback = "" }) => {
    const resolved = found[name];
    return {
      name,
      value: given[name] ?? fallback,
      noEcho,
      ...(resolved === undefined ? {} : { resolved }),
    };
  });
}

/** Parameters as they are shown: secrets are not. */
export function shownParameters(
  parameters: readonly StackParameter[],
): Parameter[] {
  return parameters.map(({ name, value, noEcho, resolved }) => ({
    ParameterKey: name,
    ParameterValue: noEcho ? "****" : value,
    ...(resolved === undefined
      ? {}
      : { ResolvedValue: noEcho ? "****" : resolved }),
  }));
}
