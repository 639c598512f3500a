import { UsageError, type Option, type Words } from "../command.ts";

/**
 * Reads a command line as cfn-guard's own reader does: `-r a b -zo json --rules=c`. An option that
 * may be repeated also takes every word that follows it. @throws UsageError
 */
export function readFlags(
  options: readonly Option[],
  args: readonly string[],
): Words {
  const words = new Gathered(options);
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift())
    if (word === "--") words.plain(...rest.splice(0));
    else if (word.startsWith("--")) {
      const equals = word.indexOf("=");
      const spelling = equals < 0 ? word : word.slice(0, equals);
      words.flag(
        spelling,
        equals < 0 ? undefined : word.slice(equals + 1),
        rest,
      );
    } else if (word.startsWith("-") && word !== "-") short(word, words, rest);
    else words.plain(word);
  return words;
}

/** `-zo json`: letters in one word, of which the last may take a value. */
function short(word: string, words: Gathered, rest: string[]): void {
  for (let at = 1; at < word.length; at += 1) {
    const spelling = `-${word[at]}`;
    if (words.takesNone(spelling)) {
      words.flag(spelling, undefined, rest);
      continue;
    }
    const joined = word.slice(at + 1).replace(/^=/, "");
    words.flag(spelling, joined === "" ? undefined : joined, rest);
    return;
  }
}

class Gathered implements Words {
  readonly values: Record<string, string | boolean> = {};
  readonly lists: Record<string, string[]> = {};
  readonly positionals: string[] = [];
  readonly #options = new Map<string, Option>();
  /** The list to which the words that follow belong. */
  #open: string[] | undefined;

  constructor(options: readonly Option[]) {
    for (const option of options)
      for (const spelling of [`--${option.name}`, ...(option.also ?? [])])
        this.#options.set(spelling, option);
  }

  takesNone(spelling: string): boolean {
    return this.#find(spelling).value === undefined;
  }

  flag(spelling: string, given: string | undefined, rest: string[]): void {
    const { name, value, multiple } = this.#find(spelling);
    this.#open = undefined;
    if (name in this.values)
      throw new UsageError(`${spelling} is given more than once.`);
    if (value === undefined) {
      if (given !== undefined)
        throw new UsageError(`${spelling} takes no value.`);
      this.values[name] = true;
      return;
    }
    const next = given ?? this.#value(spelling, value, rest);
    if (multiple) (this.#open = this.lists[name] ??= []).push(next);
    else this.values[name] = next;
  }

  plain(...words: readonly string[]): void {
    (this.#open ?? this.positionals).push(...words);
  }

  #find(spelling: string): Option {
    const option = this.#options.get(spelling);
    if (!option) throw new UsageError(`There is no option ${spelling}.`);
    return option;
  }

  #value(spelling: string, value: string, rest: string[]): string {
    const next = rest.shift();
    if (next === undefined || (next.startsWith("-") && next !== "-"))
      throw new UsageError(`${spelling} needs a value: ${value}.`);
    return next;
  }
}

/** One of some words. @throws UsageError */
export function oneOf<const T extends string>(
  choices: readonly T[],
  word: string,
  what: string,
): T {
  const chosen = choices.find((choice) => choice === word);
  if (chosen === undefined)
    throw new UsageError(
      `${what} is one of ${choices.join(", ")}; not ${word}.`,
    );
  return chosen;
}
