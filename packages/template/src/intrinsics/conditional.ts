import { isDeepStrictEqual } from "node:util";
import { Unresolved } from "../result.ts";
import { asText, type Value } from "../value.ts";
import type { Intrinsic } from "./intrinsic.ts";
import { applied, operands, wrong } from "./operands.ts";

const FEWEST = 2;
const MOST = 10;

export const equals: Intrinsic = (operand, evaluation) =>
  applied(
    "Fn::Equals",
    operands(
      "Fn::Equals",
      operand,
      2,
      2,
      "requires a list of 2 string parameters.",
    ),
    evaluation,
    ([left = null, right = null]) => same(left, right),
  );

/** Numbers and booleans are compared as the texts that they are written as. */
function same(left: Value, right: Value): boolean {
  const [a, b] = [asText(left), asText(right)];
  return a === undefined || b === undefined
    ? isDeepStrictEqual(left, right)
    : a === b;
}

export const negate: Intrinsic = (operand, evaluation) => {
  const [only = null] = operands(
    "Fn::Not",
    operand,
    1,
    1,
    "requires a list of 1 boolean parameter.",
  );
  const truth = evaluation.truth(only);
  return truth === undefined ? new Unresolved({ "Fn::Not": [only] }) : !truth;
};

export const every: Intrinsic = (operand, evaluation) =>
  combined("Fn::And", operand, false, evaluation);

export const some: Intrinsic = (operand, evaluation) =>
  combined("Fn::Or", operand, true, evaluation);

/** One operand that is `decisive` decides, whatever is not known of the others. */
function combined(
  name: string,
  operand: Value,
  decisive: boolean,
  evaluation: Parameters<Intrinsic>[1],
) {
  const terms = operands(
    name,
    operand,
    FEWEST,
    MOST,
    `requires a list of at least ${FEWEST} and at most ${MOST} boolean parameters.`,
  );
  const truths = terms.map((term) => evaluation.truth(term));
  if (truths.includes(decisive)) return decisive;
  return truths.includes(undefined)
    ? new Unresolved({ [name]: terms })
    : !decisive;
}

/** Only the branch that is chosen is resolved. */
export const choose: Intrinsic = (operand, evaluation) => {
  const [condition = null, yes = null, no = null] = operands(
    "Fn::If",
    operand,
    3,
    3,
    "requires a list of 3 parameters: a condition's name and two values.",
  );
  if (typeof condition !== "string")
    return wrong("Fn::If", "must name a condition.");
  const truth = evaluation.condition(condition);
  if (truth !== undefined) return evaluation.evaluate(truth ? yes : no);
  return new Unresolved({
    "Fn::If": [
      condition,
      evaluation.resolve(yes) ?? { Ref: "AWS::NoValue" },
      evaluation.resolve(no) ?? { Ref: "AWS::NoValue" },
    ],
  });
};
