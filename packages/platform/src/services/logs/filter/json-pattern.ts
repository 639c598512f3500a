import { comparison, type Operator } from "./comparison.ts";
import {
  operandOf,
  selectorPath,
  tokensOf,
  type Token,
} from "./condition-tokens.ts";
import { refused, type Pattern } from "./verdict.ts";

type Test = (event: unknown) => boolean;

/** Parentheses nested deeper than this are no pattern that anyone writes. */
const DEEPEST = 64;

/**
 * Reads `{ $.selector operator value }`, joined with `&&`, `||` and parentheses; `&&` binds tighter.
 * Messages that are no JSON objects do not match.
 */
export function parseJsonPattern(pattern: string): Pattern {
  if (!pattern.endsWith("}"))
    return refused("Invalid filter pattern: the closing } is missing.");
  const scanned = tokensOf(pattern.slice(1, -1));
  if ("stray" in scanned)
    return refused(`Invalid character(s) in term '${scanned.stray}'`);
  const test = new JsonConditions(scanned.tokens).read();
  if (!test) return refused(`Invalid filter pattern: ${pattern}`);
  return {
    ok: true,
    matches(message) {
      const event = objectIn(message);
      return event !== undefined && test(event);
    },
    selectors: scanned.tokens.flatMap((token) =>
      token.kind === "selector" ? [token.text] : [],
    ),
    fields(message) {
      const event = objectIn(message);
      return event && ((selector) => singleValue(event, selector));
    },
  };
}

/** What a selector points to, where that is one text, number or truth value. */
function singleValue(
  event: object,
  selector: string,
): string | number | undefined {
  const path = selectorPath(selector);
  const values = path ? valuesAt(event, path) : [];
  const [value] = values;
  if (values.length !== 1) return undefined;
  if (typeof value === "boolean") return String(value);
  return typeof value === "string" || typeof value === "number"
    ? value
    : undefined;
}

function objectIn(message: string): object | undefined {
  if (!/^\s*\{/.test(message)) return undefined;
  try {
    return JSON.parse(message) as object;
  } catch {
    return undefined;
  }
}

/** Reads conditions by descent; every method answers undefined where the tokens are no condition. */
class JsonConditions {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  read(): Test | undefined {
    const test = this.#either();
    return this.#at === this.#tokens.length ? test : undefined;
  }

  #either(): Test | undefined {
    const tests = this.#joined("||", () => this.#both());
    return tests && ((event) => tests.some((test) => test(event)));
  }

  #both(): Test | undefined {
    const tests = this.#joined("&&", () => this.#single());
    return tests && ((event) => tests.every((test) => test(event)));
  }

  #joined(symbol: string, part: () => Test | undefined): Test[] | undefined {
    const tests: Test[] = [];
    do {
      const test = part();
      if (!test) return undefined;
      tests.push(test);
    } while (this.#takes(symbol));
    return tests;
  }

  #single(): Test | undefined {
    if (this.#takes("(")) {
      if (++this.#depth > DEEPEST) return undefined;
      const test = this.#either();
      this.#depth--;
      return this.#takes(")") ? test : undefined;
    }
    const selector = this.#next();
    if (selector?.kind !== "selector") return undefined;
    const { path } = selector;
    const operator = this.#next();
    if (operator?.kind === "word") return this.#named(operator.text, path);
    if (operator?.kind !== "symbol") return undefined;
    const operand = operandOf(this.#next());
    const compare = operand && comparison(operator.text as Operator, operand);
    if (!compare || !COMPARES.has(operator.text)) return undefined;
    return (event) =>
      valuesAt(event, path).some(
        (value) =>
          (typeof value === "string" || typeof value === "number") &&
          compare(value),
      );
  }

  /** `IS NULL`, `IS TRUE`, `IS FALSE`, `NOT EXISTS`; AWS has neither `IS NOT` nor `EXISTS`. */
  #named(first: string, path: readonly string[]): Test | undefined {
    const second = this.#next();
    if (second?.kind !== "word") return undefined;
    const name = `${first} ${second.text}`.toUpperCase();
    if (name === "NOT EXISTS")
      return (event) => valuesAt(event, path).length === 0;
    if (!CONSTANTS.has(name)) return undefined;
    const constant = CONSTANTS.get(name);
    return (event) => valuesAt(event, path).includes(constant);
  }

  #next(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  #takes(symbol: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "symbol" || token.text !== symbol) return false;
    this.#at++;
    return true;
  }
}

const COMPARES: ReadonlySet<string> = new Set([
  "=",
  "!=",
  "<",
  ">",
  "<=",
  ">=",
]);

const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["IS NULL", null],
  ["IS TRUE", true],
  ["IS FALSE", false],
]);

/** The values that a selector points to; `*` stands for every element or field. */
function valuesAt(event: unknown, path: readonly string[]): unknown[] {
  let values: unknown[] = [event];
  for (const step of path)
    values = values.flatMap((value) => {
      if (typeof value !== "object" || value === null) return [];
      if (step === "*") return Object.values(value) as unknown[];
      return Object.hasOwn(value, step)
        ? [(value as Record<string, unknown>)[step]]
        : [];
    });
  return values;
}
