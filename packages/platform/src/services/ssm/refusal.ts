import { fault, type Fault } from "../../core/errors.ts";

/** The Systems Manager's refusal of an input, which its model has no error for. */
export const invalid = (message: string): Fault =>
  fault("ValidationException", message, 400);
