import {
  PLAIN_PROPERTIES,
  type Aggregate,
  type Column,
  type Comparison,
  type Condition,
  type Literal,
  type Path,
  type Query,
} from "./query.ts";
import { tokensOf, Unreadable, type Token } from "./tokens.ts";

export type Parsed =
  | { readonly ok: true; readonly query: Query }
  | { readonly ok: false; readonly problem: string };

/** Parentheses and NOTs within each other. */
const DEEPEST = 100;

/** Reads a query of Config's subset of SQL. Where it cannot be read, the problem names line and column. */
export function parseQuery(text: string): Parsed {
  try {
    return { ok: true, query: new Parser(tokensOf(text)).query() };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const before = text.slice(0, error.at).split("\n");
    const column = (before.at(-1)?.length ?? 0) + 1;
    return {
      ok: false,
      problem: `${error.message} at line ${before.length}, column ${column}.`,
    };
  }
}

const AGGREGATES: readonly Aggregate[] = ["COUNT", "SUM", "AVG", "MIN", "MAX"];
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  "=": "=",
  "!=": "!=",
  "<>": "!=",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  query(): Query {
    this.#expect("SELECT");
    const columns = this.#takesSign("*")
      ? undefined
      : this.#several(() => this.#column());
    const where = this.#takes("WHERE") ? this.#disjunction() : undefined;
    const groupsAt = this.#token.at;
    const groupBy = this.#takes("GROUP")
      ? this.#after("BY", () => this.#several(() => this.#path()))
      : [];
    const orderBy = this.#takes("ORDER")
      ? this.#after("BY", () => this.#several(() => this.#order()))
      : [];
    if (this.#token.kind !== "end") throw this.#unexpected("the query's end");
    const query = { columns, where, groupBy, orderBy };
    checkGroups(query, groupsAt);
    return query;
  }

  #order(): Query["orderBy"][number] {
    const column = this.#column();
    const descending = this.#takes("DESC");
    if (!descending) this.#takes("ASC");
    return { column, descending };
  }

  #column(): Column {
    const token = this.#token;
    const of =
      token.kind === "word"
        ? AGGREGATES.find((name) => name === token.text.toUpperCase())
        : undefined;
    const following = this.#tokens[this.#next + 1];
    if (!of || following?.kind !== "sign" || following.text !== "(")
      return { kind: "property", path: this.#path() };
    this.#next += 2;
    const all = of === "COUNT" && this.#takesSign("*");
    const path = all ? undefined : this.#path();
    this.#expectSign(")");
    return { kind: "aggregate", of, path };
  }

  #disjunction(): Condition {
    return this.#joined("or", "OR", () =>
      this.#joined("and", "AND", () => this.#negation()),
    );
  }

  #joined(kind: "and" | "or", word: string, part: () => Condition): Condition {
    const first = part();
    const of = [first];
    while (this.#takes(word)) of.push(part());
    return of.length === 1 ? first : { kind, of };
  }

  #negation(): Condition {
    if (++this.#depth > DEEPEST)
      throw new Unreadable(
        "The condition is nested too deeply",
        this.#token.at,
      );
    const condition = this.#takes("NOT")
      ? ({ kind: "not", of: this.#negation() } as const)
      : this.#takesSign("(")
        ? this.#parenthesized()
        : this.#comparison();
    this.#depth--;
    return condition;
  }

  #parenthesized(): Condition {
    const condition = this.#disjunction();
    this.#expectSign(")");
    return condition;
  }

  #comparison(): Condition {
    const path = this.#path();
    if (this.#takes("NOT"))
      return { kind: "not", of: this.#ranged(path, true) };
    const token = this.#token;
    const by = token.kind === "sign" ? COMPARISONS[token.text] : undefined;
    if (!by) return this.#ranged(path, false);
    this.#next++;
    return { kind: "compare", path, by, with: this.#literal() };
  }

  #ranged(path: Path, negated: boolean): Condition {
    if (this.#takes("IN")) {
      this.#expectSign("(");
      const among = this.#several(() => this.#literal());
      this.#expectSign(")");
      return { kind: "in", path, among };
    }
    if (this.#takes("BETWEEN")) {
      const from = this.#literal();
      this.#expect("AND");
      return { kind: "between", path, from, to: this.#literal() };
    }
    if (this.#takes("LIKE")) {
      const token = this.#token;
      if (token.kind !== "text") throw this.#unexpected("a text");
      this.#next++;
      return { kind: "like", path, form: token.value };
    }
    throw this.#unexpected(
      negated
        ? "IN, BETWEEN or LIKE"
        : "a comparison, NOT, IN, BETWEEN or LIKE",
    );
  }

  #literal(): Literal {
    const token = this.#token;
    const word = token.kind === "word" ? token.text.toLowerCase() : undefined;
    const value =
      token.kind === "text" || token.kind === "number"
        ? token.value
        : word === "true" || word === "false"
          ? word === "true"
          : undefined;
    if (value === undefined)
      throw this.#unexpected("a text, a number, true or false");
    this.#next++;
    return value;
  }

  #path(): Path {
    const names: string[] = [];
    do {
      const token = this.#token;
      if (
        token.kind !== "word" ||
        (names.length === 0 && isKeyword(token.text))
      )
        throw this.#unexpected("a property");
      if (names.length === 0 && !PROPERTIES.has(token.text))
        throw new Unreadable(`Unknown property '${token.text}'`, token.at);
      names.push(token.text);
      this.#next++;
    } while (this.#takesSign("."));
    return names;
  }

  #several<T>(part: () => T): readonly T[] {
    const all = [part()];
    while (this.#takesSign(",")) all.push(part());
    return all;
  }

  #after<T>(word: string, part: () => T): T {
    this.#expect(word);
    return part();
  }

  get #token(): Token {
    return this.#tokens[this.#next] ?? { kind: "end", at: 0 };
  }

  #takes(word: string): boolean {
    const token = this.#token;
    const taken = token.kind === "word" && token.text.toUpperCase() === word;
    if (taken) this.#next++;
    return taken;
  }

  #takesSign(sign: string): boolean {
    const token = this.#token;
    const taken = token.kind === "sign" && token.text === sign;
    if (taken) this.#next++;
    return taken;
  }

  #expect(word: string): void {
    if (!this.#takes(word)) throw this.#unexpected(word);
  }

  #expectSign(sign: string): void {
    if (!this.#takesSign(sign)) throw this.#unexpected(`'${sign}'`);
  }

  #unexpected(wanted: string): Unreadable {
    const token = this.#token;
    const found =
      token.kind === "end"
        ? "the end of the query"
        : `'${token.kind === "word" || token.kind === "sign" ? token.text : token.value}'`;
    return new Unreadable(`Expected ${wanted}, found ${found}`, token.at);
  }
}

/** Every plain column of a query that counts must be one that it groups by. */
function checkGroups(query: Query, at: number): void {
  const { columns = [], groupBy, orderBy } = query;
  const counts = columns.some(({ kind }) => kind === "aggregate");
  const all = [...columns, ...orderBy.map(({ column }) => column)];
  if (!counts && groupBy.length > 0)
    throw new Unreadable("GROUP BY needs an aggregate function", at);
  const groups = new Set(groupBy.map((path) => path.join(".")));
  for (const column of all) {
    if (column.kind === "aggregate") {
      if (!counts)
        throw new Unreadable("ORDER BY an aggregate needs GROUP BY", at);
    } else if (counts && !groups.has(column.path.join(".")))
      throw new Unreadable(
        `The property '${column.path.join(".")}' is neither in GROUP BY nor within an aggregate function`,
        at,
      );
  }
}

const KEYWORDS = new Set(
  "SELECT WHERE AND OR NOT IN BETWEEN LIKE GROUP ORDER BY ASC DESC FROM LIMIT HAVING".split(
    " ",
  ),
);

const isKeyword = (word: string): boolean => KEYWORDS.has(word.toUpperCase());

/** What a resource has, as the resource schema of advanced queries names it. */
export const PROPERTIES: ReadonlySet<string> = new Set([
  ...PLAIN_PROPERTIES,
  "configuration",
  "relationships",
  "supplementaryConfiguration",
  "tags",
]);
