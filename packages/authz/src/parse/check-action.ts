import type { ParseFailure } from "./result.ts";
import { failure } from "./result.ts";

/** Checks one Action or NotAction value: `*`, or a service prefix and a name around one colon. */
export function checkAction(
  action: string,
  statement: number,
): ParseFailure | undefined {
  if (action === "*") return undefined;
  const [vendor = "", ...names] = action.split(":");
  const message =
    names.length === 0
      ? "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
      : names.length > 1
        ? "Actions/Condition can contain only one colon."
        : !/^(\*|[\w.-]+)$/.test(vendor)
          ? `Vendor ${vendor} is not valid`
          : undefined;
  return message ? failure("invalid-action", message, statement) : undefined;
}
