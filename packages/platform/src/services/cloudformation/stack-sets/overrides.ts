import type { Parameter } from "@aws-sdk/client-cloudformation";
import { givenParameters } from "../parameters.ts";
import { invalid } from "../stack.ts";
import type { Override, StackSetRow } from "./tables.ts";

/** The values that instances have of their own: of parameters that their set has. @throws Fault ValidationError */
export function overridesIn(
  { parameters }: StackSetRow,
  given: readonly Parameter[] = [],
): readonly Override[] {
  const values = Object.entries(givenParameters(given, parameters));
  const unknown = values.filter(
    ([name]) => !parameters.some((parameter) => parameter.name === name),
  );
  if (unknown.length > 0)
    throw invalid(
      `Parameters: [${unknown.map(([name]) => name).join(", ")}] do not exist in the template`,
    );
  return values.map(([name, value]) => ({ name, value }));
}
