import { randomUUID } from "node:crypto";
import { PreconditionFailedException } from "@aws-sdk/client-lambda";
import { fault } from "../../core/errors.ts";

/** A new revision of a function, an alias or a policy. */
export function newRevision(): string {
  return randomUUID();
}

/**
 * Refuses a change that was meant for another revision.
 * @throws Fault PreconditionFailedException
 */
export function checkRevision(
  given: string | undefined,
  current: string | undefined,
  source = "GetFunction/GetAlias",
): void {
  if (given !== undefined && given !== current)
    throw fault(
      PreconditionFailedException,
      `The Revision Id provided does not match the latest Revision Id. Call the ${source} API to retrieve the latest Revision Id`,
    );
}
