import { ValidationException } from "@aws-sdk/client-accessanalyzer";
import { fault, type Fault } from "../../core/errors.ts";
import { readToken, writeToken } from "../../core/page.ts";

/** What Access Analyzer answers where the request says nothing. */
const PAGE = 100;

/** One page of a list that is worked out anew for each call; the token is a position in it. */
export function pageOf<Item>(
  all: readonly Item[],
  asked: { maxResults?: number | undefined; nextToken?: string | undefined },
): { items: Item[]; nextToken: { nextToken?: string } } {
  const start = asked.nextToken ? positionOf(asked.nextToken) : 0;
  const end = start + (asked.maxResults ?? PAGE);
  return {
    items: all.slice(start, end),
    nextToken: end < all.length ? { nextToken: writeToken(String(end)) } : {},
  };
}

function positionOf(token: string): number {
  const position = Number(readToken(token, invalidToken));
  if (!Number.isSafeInteger(position) || position < 0) throw invalidToken();
  return position;
}

/** The answer to a token that no call gave. */
export const invalidToken = (): Fault =>
  fault(ValidationException, "The nextToken is not valid.", {
    reason: "fieldValidationFailed",
  });
