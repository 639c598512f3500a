import { ValidationException } from "@aws-sdk/client-signer";
import { fault } from "../../core/errors.ts";

/** One page of a list that is whole in memory; its token is the place at which the next one begins. @throws Fault ValidationException */
export function numberedPage<Item>(
  items: readonly Item[],
  size: number,
  token: string | undefined,
): { items: readonly Item[]; next: { nextToken?: string } } {
  const start = token === undefined ? 0 : Number(token);
  if (!Number.isSafeInteger(start) || start < 0)
    throw fault(ValidationException, "The next token is not valid.");
  const end = start + size;
  return {
    items: items.slice(start, end),
    next: end < items.length ? { nextToken: String(end) } : {},
  };
}
