import {
  NOTHING,
  Unresolved,
  type Evaluation,
  type Result,
} from "../result.ts";
import { TemplateProblem } from "../problem.ts";
import { isList, type Value } from "../value.ts";

/** Says in CloudFormation's words what a function wants. */
export function wrong(name: string, wanted: string): never {
  throw new TemplateProblem(`Template error: every ${name} object ${wanted}`);
}

/** A function's operands as a list of so many. @throws TemplateProblem */
export function operands(
  name: string,
  operand: Value,
  least: number,
  most: number,
  wanted: string,
): readonly Value[] {
  if (!isList(operand) || operand.length < least || operand.length > most)
    return wrong(name, wanted);
  return operand;
}

/**
 * What a function makes of its resolved operands; while one of them is not known, the function itself, with what is
 * known resolved in it.
 */
export function applied(
  name: string,
  values: readonly Value[],
  evaluation: Evaluation,
  apply: (known: readonly Value[]) => Result,
): Result {
  const results = values.map((value) => evaluation.evaluate(value));
  if (results.some((result) => result === NOTHING))
    return wrong(name, "must not contain AWS::NoValue");
  const written = results.map((result) =>
    result instanceof Unresolved ? result.written : (result as Value),
  );
  return results.some((result) => result instanceof Unresolved)
    ? new Unresolved({ [name]: written })
    : apply(written);
}

/** As {@link applied}, for a function with one operand that is no list of operands. */
export function appliedToOne(
  name: string,
  value: Value,
  evaluation: Evaluation,
  apply: (known: Value) => Result,
): Result {
  const result = evaluation.evaluate(value);
  if (result === NOTHING) return wrong(name, "must not contain AWS::NoValue");
  return result instanceof Unresolved
    ? new Unresolved({ [name]: result.written })
    : apply(result);
}
