import { ESCAPED_SETS, POSIX_SETS, propertySet, setOf } from "./sets.ts";
import { RegexFailure, type ParsedRegex, type RegexNode } from "./tree.ts";

/**
 * Reads a pattern in the syntax of Rust's regex and fancy_regex crates, which is what Guard's
 * regular expressions are.
 * @throws RegexFailure where it cannot be read.
 */
export function parseRegex(pattern: string): ParsedRegex {
  return new Reader(pattern).all();
}

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly x: boolean;
  readonly U: boolean;
}

const DEEPEST = 100;
const ESCAPES: Readonly<Record<string, string>> = {
  a: "\u0007",
  e: "\u001b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "0": "\0",
};

class Reader {
  readonly #pattern: string;
  readonly #names = new Map<string, number>();
  readonly #references: { readonly index: number; readonly at: number }[] = [];
  #at = 0;
  #groups = 0;
  #depth = 0;
  #flags: Flags = { i: false, m: false, s: false, x: false, U: false };

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  all(): ParsedRegex {
    const root = this.#choice();
    if (this.#at < this.#pattern.length) this.#fail('unexpected ")"');
    for (const { index, at } of this.#references)
      if (index > this.#groups)
        throw new RegexFailure(at, `there is no group ${index}`);
    return { root, groups: this.#groups, names: this.#names };
  }

  #choice(): RegexNode {
    if (++this.#depth > DEEPEST)
      this.#fail(`groups are nested more than ${DEEPEST} levels deep`);
    const outer = this.#flags;
    const items = [this.#sequence()];
    while (this.#take("|")) items.push(this.#sequence());
    this.#flags = outer;
    this.#depth -= 1;
    return items.length === 1
      ? (items[0] as RegexNode)
      : { node: "choice", items };
  }

  #sequence(): RegexNode {
    const items: RegexNode[] = [];
    for (;;) {
      this.#skip();
      const next = this.#pattern[this.#at];
      if (next === undefined || next === "|" || next === ")") break;
      const atom = this.#atom();
      if (atom) items.push(this.#repeated(atom));
    }
    if (items.length === 1) return items[0] as RegexNode;
    return items.length === 0 ? { node: "empty" } : { node: "sequence", items };
  }

  /** In verbose mode, blanks and comments. */
  #skip(): void {
    if (this.#flags.x) this.#match(/(?:\s+|#[^\n]*)*/y);
  }

  #repeated(atom: RegexNode): RegexNode {
    let item = atom;
    for (let first = true; ; first = false) {
      this.#skip();
      const at = this.#at;
      const times = this.#times();
      if (!times) return item;
      if (
        item.node === "empty" ||
        item.node === "assert" ||
        item.node === "look" ||
        (!first && times.sign)
      )
        throw new RegexFailure(at, "there is nothing here to repeat");
      const { min, max } = times;
      if (max < min)
        throw new RegexFailure(at, "the repetition ends before it begins");
      const mark = this.#take("?") ? "?" : this.#take("+") ? "+" : "";
      const lazy = (mark === "?") !== this.#flags.U;
      const repeat: RegexNode = { node: "repeat", item, min, max, lazy };
      item =
        mark === "+"
          ? { node: "atomic", item: { ...repeat, lazy: false } }
          : repeat;
    }
  }

  #times(): { min: number; max: number; sign: boolean } | undefined {
    if (this.#take("*")) return { min: 0, max: Infinity, sign: true };
    if (this.#take("+")) return { min: 1, max: Infinity, sign: true };
    if (this.#take("?")) return { min: 0, max: 1, sign: true };
    const found = /\{\s*(\d*)\s*(,?)\s*(\d*)\s*\}/y;
    found.lastIndex = this.#at;
    const [whole, low = "", comma, high = ""] = found.exec(this.#pattern) ?? [];
    if (whole === undefined || (low === "" && high === "")) return undefined;
    this.#at += whole.length;
    const min = Number(low);
    const max = comma ? (high === "" ? Infinity : Number(high)) : min;
    return { min, max, sign: false };
  }

  #atom(): RegexNode | undefined {
    const at = this.#at;
    const next = this.#character();
    switch (next) {
      case "(":
        return this.#group(at);
      case "[":
        return this.#set(this.#brackets(at));
      case ".":
        return this.#set(this.#flags.s ? "[^]" : "[^\\n]");
      case "^":
        return assertion(this.#flags.m ? "lineStart" : "textStart");
      case "$":
        return assertion(this.#flags.m ? "lineEnd" : "textEnd");
      case "\\":
        return this.#escape(at);
      case "*":
      case "+":
      case "?":
        throw new RegexFailure(
          at,
          `there is nothing before "${next}" to repeat`,
        );
      default:
        return this.#literal(next);
    }
  }

  #group(at: number): RegexNode | undefined {
    if (!this.#take("?")) return this.#capturing(at);
    const name = this.#match(/P?<([A-Za-z_][A-Za-z0-9_.[\]]*)>/y);
    if (name !== undefined) {
      this.#names.set(name.replace(/^P?<|>$/g, ""), this.#groups + 1);
      return this.#capturing(at);
    }
    for (const [mark, behind, not] of LOOKS)
      if (this.#take(mark)) {
        const item = this.#inner(at);
        if (behind && widthOf(item) === undefined)
          throw new RegexFailure(
            at,
            "what is looked for behind must have one length",
          );
        return { node: "look", behind, not, item };
      }
    const again = this.#match(/P=[A-Za-z_][A-Za-z0-9_.[\]]*(?=\))/y);
    if (again !== undefined) {
      this.#take(")");
      return this.#referenceTo(again.slice(2), at);
    }
    if (this.#take(">")) return { node: "atomic", item: this.#inner(at) };
    if (this.#take(":")) return this.#inner(at);
    if (this.#take("#")) {
      if (this.#match(/[^)]*\)/y) === undefined) this.#unclosed(at);
      return undefined;
    }
    const condition = this.#match(/\(\d+\)/y);
    if (condition !== undefined) return this.#conditional(at, condition);
    return this.#flagged(at);
  }

  #capturing(at: number): RegexNode {
    const index = ++this.#groups;
    return { node: "group", index, item: this.#inner(at) };
  }

  #inner(at: number): RegexNode {
    const item = this.#choice();
    if (!this.#take(")")) this.#unclosed(at);
    return item;
  }

  #conditional(at: number, condition: string): RegexNode {
    const index = Number(condition.slice(1, -1));
    this.#references.push({ index, at });
    const item = this.#inner(at);
    const [yes, no, more] = item.node === "choice" ? item.items : [item];
    if (more)
      throw new RegexFailure(at, "a condition has two branches at most");
    return {
      node: "conditional",
      index,
      yes: yes ?? { node: "empty" },
      no: no ?? { node: "empty" },
    };
  }

  /** `(?i)` for the rest of the group, `(?i:…)` for a group of its own. */
  #flagged(at: number): RegexNode | undefined {
    const flags = this.#match(/[imsxU]*(?:-[imsxU]+)?(?=[:)])/y);
    if (flags === undefined || flags === "")
      throw new RegexFailure(at, "this kind of group is not known");
    const [on = "", off = ""] = flags.split("-");
    const outer = this.#flags;
    const inner = { ...outer };
    for (const each of on) inner[each as keyof Flags] = true;
    for (const each of off) inner[each as keyof Flags] = false;
    this.#flags = inner;
    if (this.#take(")")) return undefined;
    this.#take(":");
    const item = this.#inner(at);
    this.#flags = outer;
    return item;
  }

  #escape(at: number): RegexNode | undefined {
    const next = this.#character();
    const set = ESCAPED_SETS[next];
    if (set !== undefined) return this.#set(set);
    const assertions = ASSERTIONS[next];
    if (assertions) {
      if (next === "b" && this.#pattern[this.#at] === "{")
        throw new RegexFailure(at, "this word boundary is not known");
      return assertion(assertions);
    }
    if (next === "K") return undefined;
    if (/[1-9]/.test(next)) {
      const index = Number(next + (this.#match(/\d*/y) ?? ""));
      return this.#reference(index, at);
    }
    if (next === "k") return this.#named(at);
    if (next === "p" || next === "P")
      return this.#set(this.#property(next === "P", at));
    return this.#literal(this.#escaped(next, at));
  }

  #named(at: number): RegexNode {
    const name = this.#match(/<[^>]+>/y)?.slice(1, -1) ?? "";
    return this.#referenceTo(name, at);
  }

  #referenceTo(name: string, at: number): RegexNode {
    const index = this.#names.get(name);
    if (index === undefined)
      throw new RegexFailure(at, `there is no group ${name} before this`);
    return this.#reference(index, at);
  }

  #reference(index: number, at: number): RegexNode {
    this.#references.push({ index, at });
    return { node: "backreference", index, ignoreCase: this.#flags.i };
  }

  #property(not: boolean, at: number): string {
    const name =
      this.#match(/\{[^}]*\}/y)?.slice(1, -1) ?? this.#match(/[A-Za-z]/y) ?? "";
    return propertySet(name, not, at);
  }

  /** The character that an escape stands for. */
  #escaped(next: string, at: number): string {
    const simple = ESCAPES[next];
    if (simple !== undefined) return simple;
    const digits = { x: 2, u: 4, U: 8 }[next];
    if (digits !== undefined) {
      const hex =
        this.#match(/\{[0-9A-Fa-f]{1,8}\}/y)?.slice(1, -1) ??
        this.#match(new RegExp(`[0-9A-Fa-f]{${digits}}`, "y"));
      const code = Number.parseInt(hex ?? "", 16);
      if (!(code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff))
        throw new RegexFailure(at, "this is not the number of a character");
      return String.fromCodePoint(code);
    }
    if (/[0-9A-Za-z]/.test(next))
      throw new RegexFailure(at, `the escape \\${next} is not known`);
    return next;
  }

  /** `[…]`, behind its bracket. */
  #brackets(at: number): string {
    if (++this.#depth > DEEPEST)
      this.#fail(`sets are nested more than ${DEEPEST} levels deep`);
    const not = this.#take("^");
    let operands: string[] = [];
    let operator: string | undefined;
    let left: string | undefined;
    const join = (): string => {
      const right = `[${operands.join("")}]`;
      operands = [];
      return left === undefined ? right : combined(left, operator ?? "", right);
    };
    for (let first = true; ; first = false) {
      if (this.#flags.x) this.#match(/\s*/y);
      if (this.#at >= this.#pattern.length) this.#unclosed(at);
      const sign = this.#match(/&&|--|~~/y);
      if (sign !== undefined) {
        left = join();
        operator = sign;
      } else if (!first && this.#take("]")) break;
      else operands.push(this.#member());
    }
    this.#depth -= 1;
    return not ? `[^${join()}]` : join();
  }

  #member(): string {
    const at = this.#at;
    const posix = this.#match(/\[:\^?[a-z]+:\]/y);
    if (posix !== undefined) {
      const name = posix.replace(/[[\]:^]/g, "");
      const set = POSIX_SETS[name];
      if (set !== undefined)
        return posix.includes("^") ? `[^${set}]` : `[${set}]`;
      this.#at = at;
    }
    if (this.#take("[")) return this.#brackets(at);
    const low = this.#endpoint();
    const ranged =
      this.#pattern[this.#at] === "-" &&
      !/^-(?:\]|-)/.test(this.#pattern.slice(this.#at, this.#at + 2));
    if (!ranged) return low.set;
    this.#at += 1;
    const high = this.#endpoint();
    if (low.character === undefined || high.character === undefined)
      throw new RegexFailure(at, "a range needs a character at either end");
    if (
      (low.character.codePointAt(0) ?? 0) > (high.character.codePointAt(0) ?? 0)
    )
      throw new RegexFailure(at, "the range ends before it begins");
    return `${low.set}-${high.set}`;
  }

  #endpoint(): { set: string; character: string | undefined } {
    const at = this.#at;
    const next = this.#character();
    if (next !== "\\") return { set: setOf(next), character: next };
    const escape = this.#character();
    const set =
      ESCAPED_SETS[escape] ??
      (escape === "p" || escape === "P"
        ? this.#property(escape === "P", at)
        : undefined);
    if (set !== undefined) return { set, character: undefined };
    const character = escape === "b" ? "\b" : this.#escaped(escape, at);
    return { set: setOf(character), character };
  }

  #literal(character: string): RegexNode {
    return {
      node: "set",
      set: setOf(character),
      ignoreCase: this.#flags.i,
      character,
    };
  }

  #set(set: string): RegexNode {
    return {
      node: "set",
      set: set.startsWith("[") ? set : `[${set}]`,
      ignoreCase: this.#flags.i,
      character: undefined,
    };
  }

  #character(): string {
    const code = this.#pattern.codePointAt(this.#at);
    if (code === undefined) this.#fail("the pattern ends too soon");
    const character = String.fromCodePoint(code ?? 0);
    this.#at += character.length;
    return character;
  }

  #take(mark: string): boolean {
    if (!this.#pattern.startsWith(mark, this.#at)) return false;
    this.#at += mark.length;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#pattern)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #fail(message: string): never {
    throw new RegexFailure(this.#at, message);
  }

  #unclosed(at: number): never {
    throw new RegexFailure(at, "what opens here is not closed");
  }
}

const LOOKS: readonly (readonly [
  mark: string,
  behind: boolean,
  not: boolean,
])[] = [
  ["=", false, false],
  ["!", false, true],
  ["<=", true, false],
  ["<!", true, true],
];

type Assertion = Extract<RegexNode, { node: "assert" }>["assertion"];

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  A: "textStart",
  G: "textStart",
  z: "textEnd",
  b: "wordBoundary",
  B: "noWordBoundary",
  "<": "wordStart",
  ">": "wordEnd",
};

function assertion(which: Assertion): RegexNode {
  return { node: "assert", assertion: which };
}

function combined(left: string, operator: string, right: string): string {
  if (operator === "~~") return `[[${left}--${right}][${right}--${left}]]`;
  return `[${left}${operator}${right}]`;
}

/** How many characters a node takes, where that is always the same; each choice may have its own. */
export function widthOf(
  node: RegexNode,
): number | readonly number[] | undefined {
  if (node.node === "choice") {
    const widths = node.items.map(fixedWidth);
    return widths.includes(undefined) ? undefined : (widths as number[]);
  }
  return fixedWidth(node);
}

function fixedWidth(node: RegexNode): number | undefined {
  switch (node.node) {
    case "empty":
    case "assert":
    case "look":
      return 0;
    case "set":
      return 1;
    case "sequence":
      return node.items
        .map(fixedWidth)
        .reduce<number | undefined>(
          (sum, width) =>
            sum === undefined || width === undefined ? undefined : sum + width,
          0,
        );
    case "choice": {
      const widths = new Set(node.items.map(fixedWidth));
      return widths.size === 1 ? [...widths][0] : undefined;
    }
    case "group":
    case "atomic":
      return fixedWidth(node.item);
    case "repeat": {
      const width = fixedWidth(node.item);
      return width === undefined || node.min !== node.max
        ? undefined
        : width * node.min;
    }
    case "backreference":
    case "conditional":
      return undefined;
    default:
      return node satisfies never;
  }
}
