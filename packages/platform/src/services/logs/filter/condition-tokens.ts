import { numberOf, type Operand } from "./comparison.ts";

/** The pieces of a JSON or space-delimited pattern. */
export type Token =
  | { readonly kind: "symbol"; readonly text: string }
  | {
      readonly kind: "selector";
      readonly text: string;
      readonly path: readonly string[];
    }
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "quoted"; readonly text: string };

const SPACE = /\s+/y;
const SYMBOL = /&&|\|\||!=|<=|>=|\.\.\.|[=<>(),]/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/sy;
const SELECTOR =
  /\$((?:\.[\p{L}\p{N}_-]+|\.\*|\.?\[(?:\d+|\*|'[^']*'|"[^"]*")\])+)/uy;
const WORD = /[\p{L}\p{N}_*.+:/@-]+/uy;
const STEP = /\.([\p{L}\p{N}_*-]+)|\.?\[(?:'([^']*)'|"([^"]*)"|([^\]]*))\]/gu;

/** Takes a pattern apart. @returns the character that fits nowhere where there is one */
export function tokensOf(
  text: string,
): { readonly tokens: readonly Token[] } | { readonly stray: string } {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at = pattern.lastIndex;
    return match;
  };
  while (at < text.length) {
    if (take(SPACE)) continue;
    const quoted = take(QUOTED);
    if (quoted) {
      const content = (quoted[1] ?? "").replaceAll(/\\(.)/gs, "$1");
      tokens.push({ kind: "quoted", text: content });
      continue;
    }
    const selector = take(SELECTOR);
    if (selector) {
      const [text, steps = ""] = selector;
      tokens.push({ kind: "selector", text, path: pathOf(steps) });
      continue;
    }
    const symbol = take(SYMBOL);
    if (symbol) {
      tokens.push({ kind: "symbol", text: symbol[0] });
      continue;
    }
    const word = take(WORD);
    if (!word) return { stray: text.slice(at, at + 1) };
    tokens.push({ kind: "word", text: word[0] });
  }
  return { tokens };
}

/** The value that a word or a quoted text stands for; quoted numbers are texts. */
export function operandOf(token: Token | undefined): Operand | undefined {
  if (token?.kind === "quoted") return { text: token.text, number: undefined };
  if (token?.kind !== "word") return undefined;
  return { text: token.text, number: numberOf(token.text) };
}

/** The steps of a selector that stands alone, as `$.a[0].b`; undefined for other texts. */
export function selectorPath(text: string): readonly string[] | undefined {
  SELECTOR.lastIndex = 0;
  const match = SELECTOR.exec(text);
  return match?.[0] === text ? pathOf(match[1] ?? "") : undefined;
}

function pathOf(text: string): string[] {
  return [...text.matchAll(STEP)].map(
    ([, name, single, double, index]) =>
      name ?? single ?? double ?? index ?? "",
  );
}
