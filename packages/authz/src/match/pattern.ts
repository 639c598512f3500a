import type { Lookup } from "../request.ts";
import { compileGlob } from "./glob.ts";
import type { PlainToken, Reading, Token } from "./tokens.ts";
import { isPlain, resolve, tokenize } from "./tokens.ts";
import type { Verdict } from "./verdict.ts";

/** A pattern ready to test values. */
export type Pattern = (value: string, lookup: Lookup) => Verdict;

/**
 * Compiles a pattern's text; without variables the work is done once, with them once for each set of values. A variable
 * without a value matches nothing (AWS); where the pattern is one of a negated list that leaves the answer in doubt.
 */
export function compilePattern(
  text: string,
  reading: Reading,
  negated: boolean,
): Pattern {
  return patternOf(tokenize(text, reading), compileGlob, negated);
}

/** Compiles tokens with the given compiler of plain patterns, filling in variables at each test. */
export function patternOf(
  tokens: readonly Token[],
  compile: (tokens: readonly PlainToken[]) => (value: string) => Verdict,
  negated: boolean,
): Pattern {
  const unresolved = negated ? undefined : false;
  if (isPlain(tokens)) return compile(tokens);
  const known = new Map<string, (value: string) => Verdict>();
  return (value, lookup) => {
    const resolved = resolve(tokens, lookup);
    if (!resolved) return unresolved;
    const key = keyOf(tokens, resolved);
    let test = known.get(key);
    if (!test) {
      test = compile(resolved);
      if (known.size >= MOST_RESOLVED) known.clear();
      known.set(key, test);
    }
    return test(value);
  };
}

/** Bounds the memory that callers with ever new tag values can claim. */
const MOST_RESOLVED = 64;

/** The values that filled the variables, told apart by their lengths. */
function keyOf(
  tokens: readonly Token[],
  resolved: readonly PlainToken[],
): string {
  const values = resolved.filter((_, i) => typeof tokens[i] === "object");
  if (values.length === 1) return values[0] as string;
  return values.map((value) => `${String(value).length}:${value}`).join("");
}
