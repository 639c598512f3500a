/** A piece of a query's text; `at` is where it begins, counted from 0. */
export type Token = { readonly at: number } & (
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "sign"; readonly text: string }
  | { readonly kind: "end" }
);

/** Why a query cannot be read, and where. */
export class Unreadable extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const SPACE = /\s+/y;
const WORD = /[A-Za-z_][\w:-]*/y;
const NUMBER = /-?\d+(?:\.\d+)?(?![\w.])/y;
const TEXT = /'((?:[^']|'')*)'|"((?:[^"]|"")*)"/y;
const SIGN = /<=|>=|<>|!=|[=<>(),.*]/y;

/** Cuts a query into tokens; the last is the end. @throws Unreadable */
export function tokensOf(query: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const taken = (form: RegExp): RegExpExecArray | undefined => {
    form.lastIndex = at;
    return form.exec(query) ?? undefined;
  };
  while (at < query.length) {
    const space = taken(SPACE);
    if (space) {
      at += space[0].length;
      continue;
    }
    const number = taken(NUMBER);
    const text = taken(TEXT);
    const word = taken(WORD);
    const sign = taken(SIGN);
    const found = number ?? text ?? word ?? sign;
    if (!found) {
      const what = /['"]/.test(query[at] ?? "")
        ? "a text that does not end"
        : `'${query[at]}'`;
      throw new Unreadable(`Unexpected ${what}`, at);
    }
    if (number) tokens.push({ kind: "number", value: Number(number[0]), at });
    else if (text) tokens.push({ kind: "text", value: unquoted(text[0]), at });
    else if (word) tokens.push({ kind: "word", text: word[0], at });
    else tokens.push({ kind: "sign", text: found[0], at });
    at += found[0].length;
  }
  return [...tokens, { kind: "end", at }];
}

/** A quote within a text is written twice. */
function unquoted(text: string): string {
  const quote = text.slice(0, 1);
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}
