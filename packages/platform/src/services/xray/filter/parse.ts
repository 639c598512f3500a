import {
  KEYWORDS,
  OPERATORS,
  TAKES,
  type Expression,
  type Keyword,
  type Literal,
  type Operand,
  type Operator,
  type ServicePattern,
} from "./expression.ts";
import { tokensOf, type Token } from "./tokens.ts";

/** An expression, or why it is none. */
export type Parsed =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly message: string };

/** The longest expression, in characters, and the deepest nesting that is read. */
export const LONGEST_EXPRESSION = 2000;
const DEEPEST = 32;

/** Reads a filter expression; AND binds more closely than OR. */
export function parseFilter(text: string): Parsed {
  if (text.length > LONGEST_EXPRESSION)
    return wrong(`it has more than ${LONGEST_EXPRESSION} characters`);
  const tokens = tokensOf(text);
  if (!Array.isArray(tokens))
    return wrong(
      `unexpected character at ${(tokens as { wrongAt: number }).wrongAt}`,
    );
  try {
    const parser = new Parser(tokens as readonly Token[]);
    return { ok: true, expression: parser.whole() };
  } catch (error) {
    if (error instanceof Unparsable) return wrong(error.message);
    throw error;
  }
}

function wrong(reason: string): Parsed {
  return { ok: false, message: `Invalid filter expression: ${reason}.` };
}

class Unparsable extends Error {}

/** Words of the language that only root cause expressions use, and those expressions themselves. */
const NOT_BUILT = /^(rootcause|first|last|index|coldstart)(\.|$)/;

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expression {
    const expression = this.#either();
    const rest = this.#tokens[this.#at];
    if (rest) throw this.#unexpected();
    return expression;
  }

  #either(): Expression {
    if (++this.#depth > DEEPEST)
      throw new Unparsable("it is nested too deeply");
    const parts = [this.#all()];
    while (this.#takesWord("OR")) parts.push(this.#all());
    this.#depth--;
    return joined("or", parts);
  }

  #all(): Expression {
    const parts = [this.#one()];
    while (this.#takesWord("AND")) parts.push(this.#one());
    return joined("and", parts);
  }

  #one(): Expression {
    let negated = false;
    while (this.#takes("!") || this.#takesWord("NOT")) negated = !negated;
    const part = this.#plain();
    return negated ? { kind: "not", part } : part;
  }

  #plain(): Expression {
    if (this.#takes("(")) {
      const inner = this.#either();
      this.#needs(")");
      return inner;
    }
    const next = this.#next();
    if (next?.kind !== "word") throw this.#unexpected(-1);
    const name = next.text.toLowerCase();
    if (name === "service") return this.#service();
    if (name === "edge") return this.#edge();
    return this.#comparison(this.#operand(next.text, name));
  }

  #service(): Expression {
    this.#needs("(");
    const service = this.#takes(")") ? {} : this.#pattern(")");
    return { kind: "service", service, filter: this.#filter() };
  }

  #edge(): Expression {
    this.#needs("(");
    const from = this.#pattern(",");
    const to = this.#pattern(")");
    return { kind: "edge", from, to, filter: this.#filter() };
  }

  #filter(): Expression | undefined {
    if (!this.#takes("{")) return undefined;
    if (this.#takes("}")) return undefined;
    const filter = this.#either();
    this.#needs("}");
    return filter;
  }

  /** A name, or `id(name: …, type: …, account.id: …)`. */
  #pattern(end: string): ServicePattern {
    const next = this.#next();
    let pattern: ServicePattern;
    if (next?.kind === "text") pattern = { name: next.value };
    else if (next?.kind === "word" && next.text.toLowerCase() === "id")
      pattern = this.#id();
    else throw this.#unexpected(-1);
    this.#needs(end);
    return pattern;
  }

  #id(): ServicePattern {
    this.#needs("(");
    const pattern: { -readonly [K in keyof ServicePattern]: string } = {};
    do {
      const next = this.#next();
      const member =
        next?.kind === "word" ? MEMBERS[next.text.toLowerCase()] : undefined;
      if (!member) throw this.#unexpected(-1);
      this.#needs(":");
      const value = this.#next();
      if (value?.kind !== "text") throw this.#unexpected(-1);
      pattern[member] = value.value;
    } while (this.#takes(","));
    this.#needs(")");
    return pattern;
  }

  #operand(text: string, name: string): Operand {
    if (name === "annotation" && this.#takes("[")) {
      const next = this.#next();
      if (next?.kind !== "word" && next?.kind !== "text")
        throw this.#unexpected(-1);
      this.#needs("]");
      const key = next.kind === "word" ? next.text : next.value;
      return { kind: "annotation", key };
    }
    if (name.startsWith("annotation."))
      return { kind: "annotation", key: text.slice("annotation.".length) };
    if (NOT_BUILT.test(name)) throw new Unparsable(`${text} is not built here`);
    if (!Object.hasOwn(KEYWORDS, name))
      throw new Unparsable(`${text} is no keyword`);
    return { kind: "keyword", name: name as Keyword };
  }

  #comparison(operand: Operand): Expression {
    const operator = this.#operator();
    const type =
      operand.kind === "keyword" ? KEYWORDS[operand.name] : undefined;
    if (operator === undefined) {
      if (type !== undefined && type !== "boolean")
        throw new Unparsable("a keyword is compared with nothing");
      return { kind: "holds", operand };
    }
    const value = this.#literal();
    const given = typeof value as "string" | "number" | "boolean";
    if ((type !== undefined && type !== given) || !TAKES[given].test(operator))
      throw new Unparsable(`${operator} does not compare these`);
    return { kind: "compares", operand, operator, value };
  }

  #operator(): Operator | undefined {
    const next = this.#tokens[this.#at];
    if (next?.kind !== "sign" && next?.kind !== "word") return undefined;
    const name = next.text.toUpperCase();
    if (!Object.hasOwn(OPERATORS, name)) return undefined;
    this.#at++;
    return name as Operator;
  }

  #literal(): Literal {
    const next = this.#next();
    if (next?.kind === "text" || next?.kind === "number") return next.value;
    const word = next?.kind === "word" ? next.text.toLowerCase() : "";
    if (word !== "true" && word !== "false") throw this.#unexpected(-1);
    return word === "true";
  }

  #next(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  #takes(sign: string): boolean {
    const next = this.#tokens[this.#at];
    if (next?.kind !== "sign" || next.text !== sign) return false;
    this.#at++;
    return true;
  }

  #takesWord(word: string): boolean {
    const next = this.#tokens[this.#at];
    if (next?.kind !== "word" || next.text.toUpperCase() !== word) return false;
    this.#at++;
    return true;
  }

  #needs(sign: string): void {
    if (!this.#takes(sign))
      throw new Unparsable(`"${sign}" is missing ${this.#place(this.#at)}`);
  }

  #unexpected(step = 0): Unparsable {
    return new Unparsable(`unexpected input ${this.#place(this.#at + step)}`);
  }

  #place(index: number): string {
    const token = this.#tokens[index];
    return token ? `at ${token.at}` : "at the end";
  }
}

const MEMBERS: Readonly<Record<string, keyof ServicePattern>> = {
  name: "name",
  type: "type",
  "account.id": "accountId",
};

function joined(kind: "and" | "or", parts: readonly Expression[]): Expression {
  const [only] = parts;
  return parts.length === 1 && only ? only : { kind, parts };
}
