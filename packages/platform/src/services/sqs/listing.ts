import { invalidParameterValue, invalidParameter } from "./parameter-faults.ts";

const MOST = 1000;

/**
 * The number of queues of a page; a token asks for pages.
 * @throws Fault InvalidParameterValue
 */
export function pageSize(maxResults: number | undefined): number {
  if (maxResults === undefined) return MOST;
  if (maxResults < 1 || maxResults > MOST)
    throw invalidParameterValue(
      maxResults,
      "MaxResults",
      `MaxResults must be an integer between 1 and ${MOST}.`,
    );
  return maxResults;
}

export const invalidToken = () =>
  invalidParameter("Invalid or expired next token.");
