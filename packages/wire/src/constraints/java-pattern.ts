/**
 * Patterns of AWS's models are Java's and match whole values. One that could backtrack without end is replaced by
 * an equal one that cannot; one that might take the square of the length is not asked about long values.
 */

const compiled = new Map<string, RegExp>();

/** The patterns of AWS's models that backtrack badly, and what they come to. */
export const equivalents: Readonly<Record<string, string>> = {
  "^[ \\t]*[^\\x00-\\x1F:\\x7F]+([ \\t]+[^\\x00-\\x1F:\\x7F]+)*[ \\t]*$":
    "[\\t ]*[^\\x00-\\x1F:\\x7F](\\t|[^\\x00-\\x1F:\\x7F])*",
  "^[ \\t]*[\\x20-\\x7E]+([ \\t]+[\\x20-\\x7E]+)*[ \\t]*$":
    "[\\t ]*[\\x20-\\x7E][\\t\\x20-\\x7E]*",
  "^[a-z0-9*](?:[._\\-/a-z0-9*]?[a-z0-9*]+)*$":
    "[a-z0-9*](?:[._\\-/]?[a-z0-9*])*",
  "[\\s\\S]*\\S[\\s\\S]*": "\\s*\\S[\\s\\S]*",
  ".*\\S.*": "[^\\S\\n\\r\\u2028\\u2029]*\\S.*",
};

/** A single repeated character class, or any text: linear whatever the value. */
const linear = /^\^?\(?(?:\(\?s\))?(?:\[(?:[^\]\\]|\\.)+\]|\.)[+*]\)?\$?$/;
const longest = 10_000;

/** Whether the whole value matches; a value too long to ask a complicated pattern about does not. */
export function matchesPattern(pattern: string, value: string): boolean {
  if (
    value.length > longest &&
    !linear.test(pattern) &&
    !Object.hasOwn(equivalents, pattern)
  )
    return false;
  return expressionOf(pattern).test(value);
}

function expressionOf(pattern: string): RegExp {
  const known = compiled.get(pattern);
  if (known) return known;
  const made = translated(pattern);
  compiled.set(pattern, made);
  return made;
}

function translated(pattern: string): RegExp {
  const flags = /^\(\?([is]+)\)/.exec(pattern);
  const given = Object.hasOwn(equivalents, pattern)
    ? equivalents[pattern]!
    : pattern;
  const source = flags ? given.slice(flags[0].length) : given;
  // Only Unicode properties need `u`, and `u` refuses escapes that Java allows.
  const unicode = /\\[pP]\{/.test(source) ? "u" : "";
  return new RegExp(`^(?:${source})$`, (flags?.[1] ?? "") + unicode);
}
