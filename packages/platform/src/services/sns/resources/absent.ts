import { Fault } from "../../../core/errors.ts";

/** Answers undefined for what is not there. */
export function absent(error: unknown): undefined {
  if (error instanceof Fault && error.name === "NotFoundException")
    return undefined;
  throw error;
}
