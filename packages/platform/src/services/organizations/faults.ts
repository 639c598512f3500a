import {
  AccessDeniedException,
  AccountNotFoundException,
  AWSOrganizationsNotInUseException,
  ConstraintViolationException,
  InvalidInputException,
  type ConstraintViolationExceptionReason,
  type InvalidInputExceptionReason,
} from "@aws-sdk/client-organizations";
import { fault, type Fault } from "../../core/errors.ts";

export const notInUse = (): Fault =>
  fault(
    AWSOrganizationsNotInUseException,
    "Your account is not a member of an organization.",
  );

export const notPermitted = (): Fault =>
  fault(
    AccessDeniedException,
    "You don't have permissions to access this resource.",
  );

export const noSuchAccount = (): Fault =>
  fault(
    AccountNotFoundException,
    "You specified an account that doesn't exist.",
  );

export const invalidInput = (
  Reason: InvalidInputExceptionReason,
  message: string,
): Fault => fault(InvalidInputException, message, { Reason });

export const violates = (
  Reason: ConstraintViolationExceptionReason,
  message: string,
): Fault => fault(ConstraintViolationException, message, { Reason });

export const invalidToken = (): Fault =>
  invalidInput("INVALID_NEXT_TOKEN", "The NextToken is invalid.");
