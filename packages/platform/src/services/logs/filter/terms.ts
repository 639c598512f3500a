import { refused, type Pattern } from "./verdict.ts";

interface Term {
  readonly kind: "include" | "exclude" | "any";
  readonly text: string;
}

const KINDS: Readonly<Record<string, Term["kind"]>> = {
  "-": "exclude",
  "?": "any",
};

/**
 * Reads terms: all must be contained, `-term` must not, and of `?term`s one must; these count only where
 * they stand alone. Case matters; terms with other characters than letters, digits and `_` are quoted.
 */
export function parseTerms(pattern: string): Pattern {
  const terms: Term[] = [];
  let at = 0;
  while (at < pattern.length) {
    TERM.lastIndex = at;
    const match = TERM.exec(pattern);
    if (!match)
      return refused(`Invalid character(s) in term '${stray(pattern, at)}'`);
    const [all, sign = "", quoted, word] = match;
    terms.push({
      kind: KINDS[sign] ?? "include",
      text: word ?? (quoted ?? "").replaceAll(/\\(.)/gs, "$1"),
    });
    at += all.length;
  }
  return {
    ok: true,
    matches: matcher(terms),
    selectors: [],
    fields: () => undefined,
  };
}

/** A sign, then a quoted text or a word, up to the next space. */
const TERM = /\s*([-?]?)(?:"((?:[^"\\]|\\.)*)"|([\p{L}\p{N}_]+))(?=\s|$)\s*/suy;

function stray(pattern: string, at: number): string {
  const rest = pattern.slice(at).replace(/^\s*[-?]?/, "");
  return /[^\p{L}\p{N}_\s]/u.exec(rest)?.[0] ?? rest.slice(0, 1);
}

function matcher(terms: readonly Term[]): (message: string) => boolean {
  const texts = (kind: Term["kind"]): string[] =>
    terms.filter((term) => term.kind === kind).map(({ text }) => text);
  const included = texts("include");
  const excluded = texts("exclude");
  const any = texts("any");
  const alone = included.length + excluded.length === 0;
  return (message) =>
    included.every((text) => message.includes(text)) &&
    !excluded.some((text) => message.includes(text)) &&
    (any.length === 0 || !alone || any.some((text) => message.includes(text)));
}
