import type { Program, Step } from "./program.ts";

/** What a search may cost: fancy_regex gives up after a million steps of backtracking as well. */
const MOST_STEPS = 1_000_000;
/** And where the effort is proportional: about half a second. */
const MOST_STEPS_REMEMBERED = 20_000_000;

/** Thrown where a run takes too many steps. */
export class TooManySteps extends Error {}

/**
 * Runs programs over one text by backtracking. Where a program allows it, a place in program and
 * text that failed is not tried again, which makes the effort proportional to both lengths.
 */
export class Machine {
  readonly #codes: Uint32Array;
  #left = 0;

  constructor(text: string) {
    this.#codes = Uint32Array.from(text, (each) => each.codePointAt(0) ?? 0);
  }

  /** What the groups hold in the first match from a place on, in code points; undefined for none. */
  search(program: Program, from: number): Int32Array | undefined {
    const failed = this.#memory(program);
    this.#left = failed ? MOST_STEPS_REMEMBERED : MOST_STEPS;
    for (let start = from; start <= this.#codes.length; start += 1) {
      const slots = new Int32Array(program.slots).fill(-1);
      if (this.#run(program, start, slots, failed) !== undefined) return slots;
    }
    return undefined;
  }

  get length(): number {
    return this.#codes.length;
  }

  slice(start: number, end: number): string {
    let text = "";
    for (let at = start; at < end; at += 1)
      text += String.fromCodePoint(this.#codes[at] ?? 0);
    return text;
  }

  /** A bit for each choice of a program at each place of the text. */
  #memory(program: Program): Uint32Array | undefined {
    if (!program.memorable) return undefined;
    const words = ((program.splits * (this.#codes.length + 1)) >> 5) + 1;
    if (words > 1 << 23) throw new TooManySteps();
    this.#left -= words >> 6;
    return new Uint32Array(words);
  }

  /** Where a match that starts here ends. The stack holds choices, and what slots held before. */
  #run(
    program: Program,
    start: number,
    slots: Int32Array,
    failed: Uint32Array | undefined,
  ): number | undefined {
    const { steps } = program;
    const stack: number[] = [];
    let at = start;
    let next = 0;
    for (;;) {
      if (--this.#left < 0) throw new TooManySteps();
      const step = steps[next] as Step;
      let holds = true;
      switch (step.step) {
        case "accept":
          return at;
        case "take":
          holds = at < this.#codes.length && step.takes(this.#codes[at] ?? 0);
          at += 1;
          next += 1;
          break;
        case "split": {
          const bit = step.ordinal * (this.#codes.length + 1) + at;
          const mask = 1 << (bit & 31);
          if (failed && ((failed[bit >> 5] ?? 0) & mask) !== 0) holds = false;
          else {
            if (failed) failed[bit >> 5] = (failed[bit >> 5] ?? 0) | mask;
            stack.push(step.second, at);
            next = step.first;
          }
          break;
        }
        case "jump":
          next = step.to;
          break;
        case "save":
          stack.push(-1 - step.slot, slots[step.slot] ?? -1);
          slots[step.slot] = at;
          next += 1;
          break;
        case "progress":
          holds = slots[step.slot] !== at;
          next += 1;
          break;
        case "assert":
          holds = this.#asserts(step.assertion, at);
          next += 1;
          break;
        case "look":
          holds = this.#looks(step, at, slots) !== step.not;
          next += 1;
          break;
        case "atomic": {
          const end = this.#inner(step.program, at, slots, stack);
          holds = end !== undefined;
          at = end ?? at;
          next += 1;
          break;
        }
        case "backreference": {
          const end = this.#again(step, at, slots);
          holds = end !== undefined;
          at = end ?? at;
          next += 1;
          break;
        }
        case "condition":
          next =
            (slots[step.index * 2 + 1] ?? -1) >= 0 ? next + 1 : step.otherwise;
          break;
        default:
          step satisfies never;
      }
      if (holds) continue;
      for (;;) {
        const value = stack.pop();
        const mark = stack.pop();
        if (mark === undefined || value === undefined) return undefined;
        if (mark < 0) slots[-1 - mark] = value;
        else {
          next = mark;
          at = value;
          break;
        }
      }
    }
  }

  /** A run of its own, of which only the end and the groups remain. */
  #inner(
    program: Program,
    at: number,
    slots: Int32Array,
    stack: number[],
  ): number | undefined {
    const before = slots.slice();
    const end = this.#run(program, at, slots, undefined);
    if (end === undefined) {
      slots.set(before);
      return undefined;
    }
    before.forEach((value, slot) => {
      if (slots[slot] !== value) stack.push(-1 - slot, value);
    });
    return end;
  }

  #looks(
    step: Extract<Step, { step: "look" }>,
    at: number,
    slots: Int32Array,
  ): boolean {
    const failed = this.#memory(step.program);
    for (const width of step.widths ?? [0]) {
      if (width > at) continue;
      const own = slots.slice();
      const end = this.#run(step.program, at - width, own, failed);
      if (end === undefined || (step.widths && end !== at)) continue;
      if (!step.not) slots.set(own);
      return true;
    }
    return false;
  }

  #again(
    { index, ignoreCase }: Extract<Step, { step: "backreference" }>,
    at: number,
    slots: Int32Array,
  ): number | undefined {
    const start = slots[index * 2] ?? -1;
    const end = slots[index * 2 + 1] ?? -1;
    if (start < 0 || end < 0) return undefined;
    this.#left -= end - start;
    const before = this.slice(start, end);
    const here = this.slice(at, Math.min(at + end - start, this.#codes.length));
    const same = ignoreCase
      ? before.toLowerCase() === here.toLowerCase()
      : before === here;
    return same ? at + end - start : undefined;
  }

  #asserts(
    assertion: Extract<Step, { step: "assert" }>["assertion"],
    at: number,
  ): boolean {
    const before = this.#isWord(at - 1);
    const after = this.#isWord(at);
    switch (assertion) {
      case "textStart":
        return at === 0;
      case "textEnd":
        return at === this.#codes.length;
      case "lineStart":
        return at === 0 || this.#codes[at - 1] === 10;
      case "lineEnd":
        return at === this.#codes.length || this.#codes[at] === 10;
      case "wordBoundary":
        return before !== after;
      case "noWordBoundary":
        return before === after;
      case "wordStart":
        return !before && after;
      case "wordEnd":
        return before && !after;
      default:
        return assertion satisfies never;
    }
  }

  #isWord(at: number): boolean {
    const code = this.#codes[at];
    return (
      code !== undefined &&
      /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/v.test(
        String.fromCodePoint(code),
      )
    );
  }
}
