import type { Lookup } from "../request.ts";

/** The wildcard `*`: any run of characters, also an empty one. */
export const ANY_RUN = 0;
/** The wildcard `?`: exactly one character. */
export const ANY_ONE = 1;

/** `${key}` or `${key, 'fallback'}`: stands for the request's value of a single-valued key. */
export interface Variable {
  readonly key: string;
  readonly fallback?: string;
}

/** A piece of a pattern once its variables have values; text is literal, whatever characters it holds. */
export type PlainToken = string | typeof ANY_RUN | typeof ANY_ONE;

/** A piece of a pattern as written. */
export type Token = PlainToken | Variable;

/** What to look for in a pattern's text; `variables` may be a position, before which a `$` is only a `$`. */
export interface Reading {
  readonly wildcards: boolean;
  readonly variables: boolean | number;
}

/** Splits a pattern into literal text, wildcards and variables. `${*}`, `${?}` and `${$}` are the characters themselves. */
export function tokenize(
  text: string,
  reading: Reading & { readonly variables: false },
): PlainToken[];
export function tokenize(text: string, reading: Reading): Token[];
export function tokenize(text: string, reading: Reading): Token[] {
  if (!/[*?$]/.test(text)) return text ? [text] : [];
  const variablesFrom = startOfVariables(reading.variables);
  const tokens: Token[] = [];
  let literal = "";
  const flush = (token: Token): void => {
    if (literal) tokens.push(literal);
    literal = "";
    tokens.push(token);
  };
  for (let i = 0; i < text.length;) {
    const variable =
      i >= variablesFrom && text.startsWith("${", i)
        ? variableAt(text, i)
        : undefined;
    const char = text[i]!;
    if (variable) {
      if (typeof variable.token === "string") literal += variable.token;
      else flush(variable.token);
      i = variable.end;
      continue;
    }
    if (reading.wildcards && char === "*") flush(ANY_RUN);
    else if (reading.wildcards && char === "?") flush(ANY_ONE);
    else literal += char;
    i += 1;
  }
  if (literal) tokens.push(literal);
  return tokens;
}

/** Whether no piece waits for a value from the request. */
export const isPlain = (
  tokens: readonly Token[],
): tokens is readonly PlainToken[] =>
  tokens.every((token) => typeof token !== "object");

/** Fills in the variables; `undefined` when one has neither a single value in the request nor a fallback. */
export function resolve(
  tokens: readonly Token[],
  lookup: Lookup,
): PlainToken[] | undefined {
  const resolved: PlainToken[] = [];
  for (const token of tokens) {
    if (typeof token !== "object") {
      resolved.push(token);
      continue;
    }
    const value = lookup(token.key);
    const text = typeof value === "string" ? value : token.fallback;
    if (text === undefined) return undefined;
    resolved.push(text);
  }
  return resolved;
}

const startOfVariables = (from: boolean | number): number =>
  typeof from === "number" ? from : from ? 0 : Infinity;

const VARIABLE = /\$\{(?:([*?$])|([^{},']*)(?:,\s*'([^']*)'\s*)?)\}/y;

function variableAt(
  text: string,
  at: number,
): { token: string | Variable; end: number } | undefined {
  VARIABLE.lastIndex = at;
  const found = VARIABLE.exec(text);
  if (!found) return undefined;
  const [whole, escaped, name = "", fallback] = found;
  const end = at + whole.length;
  if (escaped) return { token: escaped, end };
  const key = name.trim().toLowerCase();
  return {
    token: fallback === undefined ? { key } : { key, fallback },
    end,
  };
}
