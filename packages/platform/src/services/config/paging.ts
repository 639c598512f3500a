import { readToken, writeToken } from "../../core/page.ts";
import { invalidToken } from "./faults.ts";

/** The member by which an answer tells that there is more. */
export function more(nextToken: string | undefined): { NextToken?: string } {
  return nextToken === undefined ? {} : { NextToken: nextToken };
}

/** A page of what was worked out whole. */
export function pageOf<Item>(
  items: readonly Item[],
  limit: number,
  token: string | undefined,
): { items: Item[]; nextToken: string | undefined } {
  const from = token === undefined || token === "" ? 0 : offsetIn(token);
  const end = from + limit;
  return {
    items: items.slice(from, end),
    nextToken: end < items.length ? writeToken(`offset ${end}`) : undefined,
  };
}

function offsetIn(token: string): number {
  const [, digits] =
    /^offset (\d{1,9})$/.exec(readToken(token, invalidToken)) ?? [];
  if (digits === undefined) throw invalidToken();
  return Number(digits);
}
