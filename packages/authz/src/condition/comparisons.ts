import { inRange, parseRange } from "../match/address.ts";
import { compileArnGlob } from "../match/arn.ts";
import { parseInstant } from "../match/instant.ts";
import { compilePattern, patternOf } from "../match/pattern.ts";
import type { Pattern } from "../match/pattern.ts";
import { compileGlob } from "../match/glob.ts";
import { tokenize } from "../match/tokens.ts";

/** How a wanted value is used: whether the policy's version has variables, and whether the operator is a negated one. */
export interface Usage {
  readonly variables: boolean;
  readonly negated: boolean;
}

/**
 * Prepares one wanted value of a condition and answers with the test for the request's value, or `undefined` when the
 * wanted value cannot be read.
 */
export type Comparison = (wanted: string, usage: Usage) => Pattern | undefined;

/** Same text, case and all; a `*` is a `*`. */
export const sameText: Comparison = (wanted, { variables, negated }) =>
  compilePattern(wanted, { wildcards: false, variables }, negated);

/** Same text, case aside. */
export const sameTextAnyCase: Comparison = (wanted, { variables, negated }) => {
  const pattern = patternOf(
    tokenize(wanted, { wildcards: false, variables }),
    (tokens) =>
      compileGlob(
        tokens.map((token) =>
          typeof token === "string" ? token.toLowerCase() : token,
        ),
      ),
    negated,
  );
  return (actual, lookup) => pattern(actual.toLowerCase(), lookup);
};

/** Text with `*` and `?`, which cross colons and slashes. */
export const likeText: Comparison = (wanted, { variables, negated }) =>
  compilePattern(wanted, { wildcards: true, variables }, negated);

/** An ARN with `*` and `?`, segment by segment; in doubt about anything that is no ARN. */
export const likeArn: Comparison = (wanted, { variables, negated }) =>
  patternOf(
    tokenize(wanted, { wildcards: true, variables }),
    compileArnGlob,
    negated,
  );

/** `true` or `false`, case aside. */
export const sameTruth: Comparison = sameTextAnyCase;

/** The same bytes, however the base64 is written. */
export const sameBytes: Comparison = (wanted) => {
  const bytes = decodeBase64(wanted);
  if (bytes === undefined) return undefined;
  return (actual) => {
    const other = decodeBase64(actual);
    return other === undefined ? undefined : other === bytes;
  };
};

/** An address within a CIDR range. */
export const withinRange: Comparison = (wanted) => {
  const range = parseRange(wanted);
  return range && ((actual) => inRange(range, actual));
};

/** Compares two numbers, the request's first. */
export const number = (holds: Order): Comparison => ordered(parseNumber, holds);

/** Compares two points in time, the request's first. */
export const date = (holds: Order): Comparison => ordered(parseInstant, holds);

type Order = (actual: number, wanted: number) => boolean;

function ordered(
  parse: (text: string) => number | undefined,
  holds: Order,
): Comparison {
  return (wantedText) => {
    const wanted = parse(wantedText);
    if (wanted === undefined) return undefined;
    // Requests repeat their values (a second's clock, a size): the last one read is kept.
    let lastText: string | undefined;
    let actual: number | undefined;
    return (actualText) => {
      if (actualText !== lastText) actual = parse(actualText);
      lastText = actualText;
      return actual === undefined ? undefined : holds(actual, wanted);
    };
  };
}

const parseNumber = (text: string): number | undefined =>
  /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i.test(text)
    ? Number(text)
    : undefined;

function decodeBase64(text: string): string | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const digits = text.replace(/=+$/, "");
  return digits.length % 4 === 1
    ? undefined
    : Buffer.from(digits, "base64").toString("base64");
}
