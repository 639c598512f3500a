import type { StateValue } from "../tables.ts";

/** A composite alarm's rule as a tree. */
export type Rule =
  | { readonly kind: "constant"; readonly value: boolean }
  | {
      readonly kind: "state";
      readonly state: StateValue;
      /** A name or an ARN, as it was written. */
      readonly alarm: string;
    }
  | { readonly kind: "not"; readonly rule: Rule }
  | { readonly kind: "all" | "any"; readonly rules: readonly Rule[] };

/** A rule, or why the text is none. */
export type ParsedRule =
  | {
      readonly ok: true;
      readonly rule: Rule;
      readonly alarms: ReadonlySet<string>;
    }
  | { readonly ok: false; readonly message: string };

const ELEMENTS_AT_MOST = 500;
const ALARMS_AT_MOST = 100;
const DEEPEST = 64;

/**
 * Reads an alarm rule: `ALARM(name)`, `OK(…)`, `INSUFFICIENT_DATA(…)`, `TRUE`, `FALSE`, joined by `AND`,
 * `OR`, `NOT` and parentheses; NOT binds tightest, then AND (PutCompositeAlarm, `AlarmRule`).
 */
export function parseRule(text: string): ParsedRule {
  try {
    return { ok: true, ...new RuleReader(text).read() };
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    return { ok: false, message: error.message };
  }
}

class RuleError extends Error {}

const SPACE = /\s*/y;
const WORD = /[A-Za-z_]+/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/sy;
/** A name without quotes ends at a space or a parenthesis. */
const BARE = /[^\s()"]+/y;

const STATES: ReadonlySet<string> = new Set([
  "OK",
  "ALARM",
  "INSUFFICIENT_DATA",
]);
const CONSTANTS: ReadonlyMap<string, boolean> = new Map([
  ["TRUE", true],
  ["FALSE", false],
]);

class RuleReader {
  readonly #text: string;
  readonly #alarms = new Set<string>();
  #at = 0;
  #elements = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): { rule: Rule; alarms: ReadonlySet<string> } {
    const rule = this.#either();
    this.#space();
    if (this.#at < this.#text.length) throw this.#unexpected();
    if (this.#alarms.size > ALARMS_AT_MOST)
      throw new RuleError(`the rule names more than ${ALARMS_AT_MOST} alarms`);
    return { rule, alarms: this.#alarms };
  }

  #either(): Rule {
    return this.#joined("any", "OR", () => this.#both());
  }

  #both(): Rule {
    return this.#joined("all", "AND", () => this.#single());
  }

  #joined(kind: "all" | "any", word: string, part: () => Rule): Rule {
    const first = part();
    const rules = [first];
    while (this.#takesWord(word)) rules.push(part());
    return rules.length === 1 ? first : { kind, rules };
  }

  #single(): Rule {
    this.#element();
    if (this.#takes("(")) return this.#deeper(() => this.#parenthesized());
    const word = this.#word();
    if (word === "NOT")
      return this.#deeper(() => ({ kind: "not", rule: this.#single() }));
    const constant = CONSTANTS.get(word);
    if (constant !== undefined) return { kind: "constant", value: constant };
    if (!STATES.has(word)) throw this.#unexpected();
    this.#expect("(");
    const alarm = this.#alarm();
    this.#expect(")");
    this.#alarms.add(alarm);
    return { kind: "state", state: word as StateValue, alarm };
  }

  #parenthesized(): Rule {
    const rule = this.#either();
    this.#expect(")");
    return rule;
  }

  #deeper(read: () => Rule): Rule {
    if (++this.#depth > DEEPEST)
      throw new RuleError("the rule is nested too deeply");
    const rule = read();
    this.#depth--;
    return rule;
  }

  #element(): void {
    if (++this.#elements > ELEMENTS_AT_MOST)
      throw new RuleError(
        `the rule has more than ${ELEMENTS_AT_MOST} elements`,
      );
  }

  #alarm(): string {
    this.#space();
    const quoted = this.#match(QUOTED);
    const name = quoted
      ? (quoted[1] ?? "").replaceAll(/\\(.)/gs, "$1")
      : this.#match(BARE)?.[0];
    if (name === undefined || name === "") throw this.#unexpected();
    return name;
  }

  #word(): string {
    this.#space();
    const before = this.#at;
    const word = this.#match(WORD)?.[0];
    if (word === undefined) {
      this.#at = before;
      throw this.#unexpected();
    }
    return word.toUpperCase();
  }

  #takesWord(word: string): boolean {
    this.#space();
    const before = this.#at;
    if (this.#match(WORD)?.[0].toUpperCase() === word) return true;
    this.#at = before;
    return false;
  }

  #takes(symbol: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== symbol) return false;
    this.#at++;
    return true;
  }

  #expect(symbol: string): void {
    if (!this.#takes(symbol)) throw this.#unexpected();
  }

  #space(): void {
    this.#match(SPACE);
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match) this.#at = pattern.lastIndex;
    return match;
  }

  #unexpected(): RuleError {
    return this.#at >= this.#text.length
      ? new RuleError("the rule ends too early")
      : new RuleError(
          `unexpected '${this.#text.slice(this.#at, this.#at + 20)}' at position ${this.#at}`,
        );
  }
}
