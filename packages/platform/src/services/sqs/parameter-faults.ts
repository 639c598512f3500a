import { fault, type Fault } from "../../core/errors.ts";

/** SQS models no error for most of what can be wrong with a request; these are its codes all the same. */
export const invalidParameter = (message: string): Fault =>
  fault("InvalidParameterValue", message, 400);

/** In the words that SQS has for one parameter's value. */
export const invalidParameterValue = (
  value: string | number,
  parameter: string,
  reason: string,
): Fault =>
  invalidParameter(
    `Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`,
  );

export const missingParameter = (parameter: string): Fault =>
  fault(
    "MissingParameter",
    `The request must contain the parameter ${parameter}.`,
    400,
  );

/** @throws Fault InvalidParameterValue where a number is outside of its range */
export function checkedRange(
  value: number | undefined,
  parameter: string,
  least: number,
  most: number,
  words = `Must be >= ${least} and <= ${most}, if provided.`,
): void {
  if (value !== undefined && (value < least || value > most))
    throw invalidParameterValue(value, parameter, words);
}
