import {
  InvalidNextToken,
  InvalidParameterCombinationException,
  InvalidParameterValueException,
  MissingRequiredParameterException,
} from "@aws-sdk/client-cloudwatch";
import { fault, type Fault } from "../../core/errors.ts";

/** CloudWatch's errors about parameters, in its own words. */
export const invalidValue = (message: string): Fault =>
  fault(InvalidParameterValueException, message);

export const invalidCombination = (message: string): Fault =>
  fault(InvalidParameterCombinationException, message);

export const missing = (message: string): Fault =>
  fault(MissingRequiredParameterException, message);

export const invalidToken = (): Fault =>
  fault(InvalidNextToken, "The next token specified is invalid.");
