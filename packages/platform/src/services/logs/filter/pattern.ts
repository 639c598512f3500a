import { parseJsonPattern } from "./json-pattern.ts";
import { parseSpacePattern } from "./space-pattern.ts";
import { parseTerms } from "./terms.ts";
import { refused, type Pattern } from "./verdict.ts";

/**
 * Reads a filter pattern: terms, `{ $.selector = value }` for JSON, or `[field, …]` for messages whose
 * fields are separated by spaces (CloudWatch Logs user guide, "Filter pattern syntax").
 */
export function parsePattern(text: string): Pattern {
  const pattern = text.trim();
  if (pattern.length > 1024)
    return refused("A filter pattern may be 1024 characters long.");
  if (pattern.includes("%") && REGULAR_EXPRESSION.test(pattern))
    return refused("Regular expressions in filter patterns are not built.");
  if (pattern.startsWith("{")) return parseJsonPattern(pattern);
  if (pattern.startsWith("[")) return parseSpacePattern(pattern);
  return parseTerms(pattern);
}

/** `%…%` outside of quotes. */
const REGULAR_EXPRESSION = /^(?:[^"%]|"(?:[^"\\]|\\.)*")*%/;
