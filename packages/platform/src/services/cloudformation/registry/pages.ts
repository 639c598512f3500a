import { readToken, writeToken } from "../../../core/page.ts";
import { refused } from "./known-type.ts";

const MOST = 100;

/** One page of what is at hand whole. @throws Fault CFNRegistryException for a token that is none of ours */
export function pageOf<Item>(
  items: readonly Item[],
  {
    MaxResults = MOST,
    NextToken,
  }: {
    readonly MaxResults?: number | undefined;
    readonly NextToken?: string | undefined;
  },
): { readonly items: readonly Item[]; readonly NextToken?: string } {
  const invalid = () => refused("The NextToken is not valid");
  const start =
    NextToken === undefined ? 0 : Number(readToken(NextToken, invalid));
  if (!Number.isSafeInteger(start) || start < 0) throw invalid();
  const end = start + MaxResults;
  return {
    items: items.slice(start, end),
    ...(end < items.length ? { NextToken: writeToken(String(end)) } : {}),
  };
}
