/** A piece of a filter expression; `at` counts characters. */
export type Token =
  | { readonly kind: "word"; readonly text: string; readonly at: number }
  | { readonly kind: "text"; readonly value: string; readonly at: number }
  | { readonly kind: "number"; readonly value: number; readonly at: number }
  | { readonly kind: "sign"; readonly text: string; readonly at: number };

const TOKEN =
  /\s*(?:(?<word>[A-Za-z_][\w.]*)|(?<number>-?\d+(?:\.\d+)?)|"(?<text>(?:[^"\\]|\\.)*)"|(?<sign>!=|<=|>=|[=<>!(){}[\],:]))/y;

/** Takes an expression apart; answers the place of the first character that begins nothing. */
export function tokensOf(
  expression: string,
): readonly Token[] | { readonly wrongAt: number } {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = expression.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const found = TOKEN.exec(expression)?.groups;
    if (!found) return { wrongAt: from };
    tokens.push(tokenOf(found, from));
  }
  return tokens;
}

function tokenOf(
  { word, number, text, sign }: Record<string, string | undefined>,
  at: number,
): Token {
  if (word !== undefined) return { kind: "word", text: word, at };
  if (number !== undefined)
    return { kind: "number", value: Number(number), at };
  if (sign !== undefined) return { kind: "sign", text: sign, at };
  return { kind: "text", value: (text ?? "").replace(/\\(.)/gs, "$1"), at };
}
