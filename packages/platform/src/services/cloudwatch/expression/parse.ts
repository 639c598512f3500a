import { ExpressionError } from "./value.ts";

/** An expression as a tree. */
export type Node =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "array"; readonly items: readonly Node[] }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly args: readonly Node[];
    }
  | {
      readonly kind: "operation";
      readonly operator: string;
      readonly left: Node;
      readonly right: Node;
    };

/** How tightly operators bind; `^` to the right. */
const BINDING: Readonly<Record<string, number>> = {
  "+": 1,
  "-": 1,
  "*": 2,
  "/": 2,
  "^": 4,
};
const UNARY = 3;
const DEEPEST = 64;

const TOKEN =
  /\s*(?:(\d+\.?\d*(?:e[-+]?\d+)?|\.\d+)|([A-Za-z_][A-Za-z0-9_]*)|"([^"]*)"|'([^']*)'|([-+*/^()[\],]))\s*/iy;

type Token = {
  readonly kind: "number" | "name" | "text" | "symbol";
  readonly text: string;
};

/** Reads an expression of metric math. @throws ExpressionError */
export function parseExpression(text: string): Node {
  return new ExpressionReader(tokensOf(text)).read();
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match)
      throw new ExpressionError(
        `"${text.slice(at, at + 10)}" is not understood`,
      );
    const [, number, name, double, single, symbol] = match;
    if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (name !== undefined) tokens.push({ kind: "name", text: name });
    else if (symbol !== undefined)
      tokens.push({ kind: "symbol", text: symbol });
    else tokens.push({ kind: "text", text: double ?? single ?? "" });
  }
  return tokens;
}

class ExpressionReader {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  read(): Node {
    const node = this.#expression(0);
    const rest = this.#tokens[this.#at];
    if (rest) throw new ExpressionError(`unexpected "${rest.text}"`);
    return node;
  }

  #expression(least: number): Node {
    if (++this.#depth > DEEPEST) throw new ExpressionError("nested too deeply");
    let left = this.#operand();
    for (;;) {
      const token = this.#tokens[this.#at];
      const binding =
        token?.kind === "symbol" ? BINDING[token.text] : undefined;
      if (!token || binding === undefined || binding < least) break;
      this.#at++;
      const right = this.#expression(
        token.text === "^" ? binding : binding + 1,
      );
      left = { kind: "operation", operator: token.text, left, right };
    }
    this.#depth--;
    return left;
  }

  #operand(): Node {
    const token = this.#tokens[this.#at++];
    if (!token) throw new ExpressionError("it ends too early");
    if (token.kind === "number")
      return { kind: "number", value: Number(token.text) };
    if (token.kind === "text") return { kind: "text", text: token.text };
    if (token.kind === "name") return this.#named(token.text);
    if (token.text === "-") {
      const right = this.#expression(UNARY);
      const left = { kind: "number", value: 0 } as const;
      return { kind: "operation", operator: "-", left, right };
    }
    if (token.text === "(") {
      const node = this.#expression(0);
      this.#expect(")");
      return node;
    }
    if (token.text === "[") return { kind: "array", items: this.#items("]") };
    throw new ExpressionError(`unexpected "${token.text}"`);
  }

  #named(name: string): Node {
    if (!this.#takes("(")) return { kind: "name", name };
    return { kind: "call", name: name.toUpperCase(), args: this.#items(")") };
  }

  #items(end: string): Node[] {
    const items: Node[] = [];
    if (this.#takes(end)) return items;
    do items.push(this.#expression(0));
    while (this.#takes(","));
    this.#expect(end);
    return items;
  }

  #takes(symbol: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "symbol" || token.text !== symbol) return false;
    this.#at++;
    return true;
  }

  #expect(symbol: string): void {
    if (!this.#takes(symbol))
      throw new ExpressionError(`"${symbol}" is missing`);
  }
}
