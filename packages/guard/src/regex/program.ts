import { widthOf } from "./parse.ts";
import { RegexFailure, type ParsedRegex, type RegexNode } from "./tree.ts";

/** One step of a program; targets are indexes of steps. */
export type Step =
  | { readonly step: "take"; readonly takes: (code: number) => boolean }
  | {
      readonly step: "assert";
      readonly assertion: Extract<RegexNode, { node: "assert" }>["assertion"];
    }
  | {
      readonly step: "split";
      /** Its number among the choices of the program. */
      readonly ordinal: number;
      first: number;
      second: number;
    }
  | { step: "jump"; to: number }
  | { readonly step: "save"; readonly slot: number }
  | { readonly step: "progress"; readonly slot: number }
  | {
      readonly step: "look";
      readonly widths: readonly number[] | undefined;
      readonly not: boolean;
      readonly program: Program;
    }
  | { readonly step: "atomic"; readonly program: Program }
  | {
      readonly step: "backreference";
      readonly index: number;
      readonly ignoreCase: boolean;
    }
  | { step: "condition"; readonly index: number; otherwise: number }
  | { readonly step: "accept" };

export interface Program {
  readonly steps: readonly Step[];
  /** Two for each group, the whole match first, then one for each loop that might not progress. */
  readonly slots: number;
  /** How many choices there are. */
  readonly splits: number;
  /** Whether a place that failed once fails always: nothing looks at what groups hold. */
  readonly memorable: boolean;
}

/** Rust bounds a compiled pattern as well. */
const LONGEST = 50_000;

/** Makes a program of a pattern. */
export function programOf({ root, groups }: ParsedRegex): Program {
  return new Compiler((groups + 1) * 2).program(root, true);
}

/** @throws RegexFailure where repetitions make a pattern too large. */
export function boundSize({ root }: ParsedRegex): void {
  if (sizeOf(root) > LONGEST)
    throw new RegexFailure(0, "its repetitions make it too large");
}

function sizeOf(node: RegexNode): number {
  switch (node.node) {
    case "sequence":
    case "choice":
      return node.items.reduce((sum, each) => sum + sizeOf(each) + 2, 0);
    case "group":
    case "look":
    case "atomic":
      return sizeOf(node.item) + 2;
    case "repeat":
      return (
        (sizeOf(node.item) + 2) *
        (node.max === Infinity ? node.min + 1 : Math.max(1, node.max))
      );
    case "conditional":
      return sizeOf(node.yes) + sizeOf(node.no) + 2;
    default:
      return 1;
  }
}

class Compiler {
  #slots: number;
  #splits = 0;

  constructor(slots: number) {
    this.#slots = slots;
  }

  program(root: RegexNode, whole: boolean): Program {
    const steps: Step[] = [];
    if (whole) this.#add(steps, { step: "save", slot: 0 });
    this.#compile(steps, root);
    if (whole) this.#add(steps, { step: "save", slot: 1 });
    this.#add(steps, { step: "accept" });
    const memorable = !steps.some(
      ({ step }) =>
        step === "backreference" || step === "condition" || step === "atomic",
    );
    return { steps, memorable, slots: this.#slots, splits: this.#splits };
  }

  #add<S extends Step>(steps: Step[], step: S): S {
    steps.push(step);
    return step;
  }

  #split(steps: Step[], first: number): Extract<Step, { step: "split" }> {
    return this.#add(steps, {
      step: "split",
      ordinal: this.#splits++,
      first,
      second: 0,
    });
  }

  #compile(steps: Step[], node: RegexNode): void {
    switch (node.node) {
      case "empty":
        return;
      case "set":
        this.#add(steps, { step: "take", takes: taker(node) });
        return;
      case "assert":
        this.#add(steps, { step: "assert", assertion: node.assertion });
        return;
      case "sequence":
        for (const each of node.items) this.#compile(steps, each);
        return;
      case "choice":
        this.#choice(steps, node.items);
        return;
      case "group":
        this.#add(steps, { step: "save", slot: node.index * 2 });
        this.#compile(steps, node.item);
        this.#add(steps, { step: "save", slot: node.index * 2 + 1 });
        return;
      case "repeat":
        this.#repeat(steps, node);
        return;
      case "look": {
        const width = node.behind ? widthOf(node.item) : undefined;
        const widths = typeof width === "number" ? [width] : width;
        this.#add(steps, {
          step: "look",
          widths,
          not: node.not,
          program: this.program(node.item, false),
        });
        return;
      }
      case "atomic":
        this.#add(steps, {
          step: "atomic",
          program: this.program(node.item, false),
        });
        return;
      case "backreference":
        this.#add(steps, {
          step: "backreference",
          index: node.index,
          ignoreCase: node.ignoreCase,
        });
        return;
      case "conditional": {
        const condition = this.#add(steps, {
          step: "condition",
          index: node.index,
          otherwise: 0,
        });
        this.#compile(steps, node.yes);
        const end = this.#add(steps, { step: "jump", to: 0 });
        condition.otherwise = steps.length;
        this.#compile(steps, node.no);
        end.to = steps.length;
        return;
      }
      default:
        node satisfies never;
    }
  }

  #choice(steps: Step[], items: readonly RegexNode[]): void {
    const ends: { to: number }[] = [];
    items.forEach((item, index) => {
      if (index === items.length - 1) {
        this.#compile(steps, item);
        return;
      }
      const split = this.#split(steps, 0);
      split.first = steps.length;
      this.#compile(steps, item);
      ends.push(this.#add(steps, { step: "jump", to: 0 }));
      split.second = steps.length;
    });
    for (const end of ends) end.to = steps.length;
  }

  #repeat(
    steps: Step[],
    { item, min, max, lazy }: Extract<RegexNode, { node: "repeat" }>,
  ): void {
    for (let count = 0; count < min; count += 1) this.#compile(steps, item);
    if (max !== Infinity) {
      const splits: { first: number; second: number }[] = [];
      for (let count = min; count < max; count += 1) {
        splits.push(this.#split(steps, steps.length + 1));
        this.#compile(steps, item);
      }
      for (const split of splits) close(split, steps.length, lazy);
      return;
    }
    const start = steps.length;
    const split = this.#split(steps, start + 1);
    const slot = this.#slots++;
    this.#add(steps, { step: "save", slot });
    this.#compile(steps, item);
    this.#add(steps, { step: "progress", slot });
    this.#add(steps, { step: "jump", to: start });
    close(split, steps.length, lazy);
  }
}

/** Where the repetition ends; a lazy one tries that first. */
function close(
  split: { first: number; second: number },
  end: number,
  lazy: boolean,
): void {
  split.second = lazy ? split.first : end;
  if (lazy) split.first = end;
}

function taker({
  set,
  ignoreCase,
  character,
}: Extract<RegexNode, { node: "set" }>): (code: number) => boolean {
  if (character !== undefined && !ignoreCase) {
    const wanted = character.codePointAt(0);
    return (code) => code === wanted;
  }
  const pattern = new RegExp(`^${set}$`, ignoreCase ? "vi" : "v");
  const ascii = Array.from({ length: 128 }, (_, code) =>
    pattern.test(String.fromCharCode(code)),
  );
  return (code) => ascii[code] ?? pattern.test(String.fromCodePoint(code));
}
