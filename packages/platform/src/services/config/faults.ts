import {
  InvalidNextTokenException,
  InvalidParameterValueException,
  ValidationException,
} from "@aws-sdk/client-config-service";
import { fault, type Fault } from "../../core/errors.ts";

export function invalid(message: string): Fault {
  return fault(InvalidParameterValueException, message);
}

export function notValid(message: string): Fault {
  return fault(ValidationException, message);
}

export function invalidToken(): Fault {
  return fault(
    InvalidNextTokenException,
    "The specified next token is not valid.",
  );
}
