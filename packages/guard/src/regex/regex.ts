import { effortOf, type Effort } from "./effort.ts";
import { Machine, TooManySteps } from "./machine.ts";
import { nativeOf } from "./native.ts";
import { parseRegex } from "./parse.ts";
import { boundSize, programOf, type Program } from "./program.ts";
import { RegexFailure, type ParsedRegex } from "./tree.ts";

export type CompiledRegex =
  | { readonly ok: true; readonly regex: GuardRegex }
  | { readonly ok: false; readonly at: number; readonly message: string };

export interface RegexMatch {
  readonly groups: readonly (string | undefined)[];
  readonly named: ReadonlyMap<string, string | undefined>;
}

export type Matches =
  | { readonly ok: true; readonly matches: readonly RegexMatch[] }
  | { readonly ok: false; readonly message: string };

/** Steps that JavaScript's engine makes in a few milliseconds. */
const QUICK = 200_000;
/** A text beyond which only quick patterns are run at all. */
const LONGEST = 1_000_000;

const compiled = new Map<string, CompiledRegex>();

/** Reads a pattern of Rust's syntax, once. */
export function compileRegex(pattern: string): CompiledRegex {
  let regex = compiled.get(pattern);
  if (regex) return regex;
  if (compiled.size > 5_000) compiled.clear();
  compiled.set(pattern, (regex = read(pattern)));
  return regex;
}

/** A pattern that was read before. */
export function regexOf(pattern: string): GuardRegex {
  const found = compileRegex(pattern);
  if (!found.ok) throw new TypeError(`/${pattern}/: ${found.message}`);
  return found.regex;
}

/** All matches of a pattern, one after another, with their groups. */
export function captureAll(pattern: string, text: string): Matches {
  const found = compileRegex(pattern);
  if (!found.ok)
    return {
      ok: false,
      message: `The regular expression /${pattern}/ cannot be read: ${found.message}`,
    };
  const matches = found.regex.matches(text);
  return matches === "too slow"
    ? {
        ok: false,
        message: `The regular expression /${pattern}/ takes too many steps on a text of ${text.length} characters`,
      }
    : { ok: true, matches };
}

/**
 * A regular expression. JavaScript's own engine runs it where that is sure to be quick; where it could
 * backtrack for long, a bounded one does.
 */
export class GuardRegex {
  readonly #parsed: ParsedRegex;
  readonly #native: RegExp | undefined;
  readonly #effort: Effort;
  #program: Program | undefined;

  constructor(parsed: ParsedRegex) {
    this.#parsed = parsed;
    this.#native = nativeOf(parsed.root);
    this.#effort = effortOf(parsed.root);
  }

  /** Whether it matches anywhere in the text. */
  test(text: string): boolean | "too slow" {
    const { base, power } = this.#effort;
    if (
      this.#native &&
      (power <= 1 ? base <= 64 : base * (text.length + 1) ** power <= QUICK)
    )
      return this.#native.test(text);
    const found = this.#run(text, (machine, program) =>
      machine.search(program, 0),
    );
    return found === "too slow" ? found : found !== undefined;
  }

  /** All matches that do not overlap; an empty one is left out right behind another. */
  matches(text: string): RegexMatch[] | "too slow" {
    return this.#run(text, (machine, program) => {
      const matches: RegexMatch[] = [];
      let last = -1;
      for (let from = 0; from <= machine.length;) {
        const slots = machine.search(program, from);
        if (!slots) break;
        const [start = 0, end = 0] = slots;
        if (end > start || end !== last)
          matches.push(this.#match(machine, slots));
        last = end;
        from = end > start ? end : end + 1;
      }
      return matches;
    });
  }

  #run<T>(
    text: string,
    run: (machine: Machine, program: Program) => T,
  ): T | "too slow" {
    if (text.length > LONGEST) return "too slow";
    this.#program ??= programOf(this.#parsed);
    try {
      return run(new Machine(text), this.#program);
    } catch (error) {
      if (error instanceof TooManySteps) return "too slow";
      throw error;
    }
  }

  #match(machine: Machine, slots: Int32Array): RegexMatch {
    const groups: (string | undefined)[] = [];
    for (let index = 0; index <= this.#parsed.groups; index += 1) {
      const start = slots[index * 2] ?? -1;
      const end = slots[index * 2 + 1] ?? -1;
      groups.push(start < 0 || end < 0 ? undefined : machine.slice(start, end));
    }
    const named = new Map(
      Array.from(this.#parsed.names, ([name, index]) => [name, groups[index]]),
    );
    return { groups, named };
  }
}

function read(pattern: string): CompiledRegex {
  try {
    const parsed = parseRegex(pattern);
    boundSize(parsed);
    return { ok: true, regex: new GuardRegex(parsed) };
  } catch (error) {
    if (error instanceof RegexFailure)
      return { ok: false, at: error.at, message: error.message };
    // What JavaScript's engine refuses, such as an empty intersection it has no notation for.
    if (error instanceof SyntaxError)
      return { ok: false, at: 0, message: "it is too large or too unusual" };
    throw error;
  }
}
