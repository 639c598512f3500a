import { matcher, PatternProblem, type Matcher } from "./matcher.ts";

/**
 * A pattern made ready: EventBridge's language, which event source mappings filter by and SNS's filter policies are
 * written in (EventBridge user guide, "Comparison operators").
 */
export interface EventPattern {
  /** @param event the value, or, for a part of a pattern, undefined where the event has none */
  matches(event: unknown): boolean;
  /** Combinations of values that it asks for, as SNS counts them. */
  readonly combinations: number;
  /** Fields that it names, in all its depths. */
  readonly fields: number;
}

export type PatternReading =
  | { readonly ok: true; readonly pattern: EventPattern }
  | { readonly ok: false; readonly message: string };

/** Nested deeper than this a pattern is refused. */
const DEEPEST = 64;

/** Reads a pattern from its JSON text. Malformed patterns are an answer, never an exception. */
export function readPattern(text: string): PatternReading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, message: "Filter is not valid JSON" };
  }
  return compilePattern(value);
}

/** Makes a pattern of a JSON value. */
export function compilePattern(value: unknown): PatternReading {
  try {
    return { ok: true, pattern: objectPattern(value, 0) };
  } catch (error) {
    if (!(error instanceof PatternProblem)) throw error;
    return { ok: false, message: error.message };
  }
}

function objectPattern(value: unknown, depth: number): EventPattern {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new PatternProblem("Filter is not an object");
  if (depth > DEEPEST) throw new PatternProblem("Filter is nested too deeply");
  const entries = Object.entries(value) as [string, unknown][];
  if (entries.length === 0)
    throw new PatternProblem("Empty objects are not allowed");
  const members = entries.map(([name, wanted]): Member =>
    name === "$or" && isAlternatives(wanted)
      ? { part: anyOf(wanted, depth) }
      : { name, part: fieldPattern(name, wanted, depth) },
  );
  return {
    matches: (event) =>
      Array.isArray(event)
        ? event.some((one) => holdsFor(members, one))
        : holdsFor(members, event),
    combinations: product(members),
    fields: members.reduce((sum, { part }) => sum + part.fields, 0),
  };
}

/** A field's part, or, without a name, one that looks at the whole object. */
interface Member {
  readonly name?: string;
  readonly part: EventPattern;
}

function holdsFor(members: readonly Member[], event: unknown): boolean {
  return members.every(({ name, part }) =>
    part.matches(name === undefined ? event : fieldOf(event, name)),
  );
}

function fieldOf(event: unknown, name: string): unknown {
  return typeof event === "object" &&
    event !== null &&
    Object.hasOwn(event, name)
    ? (event as Record<string, unknown>)[name]
    : undefined;
}

function fieldPattern(
  name: string,
  wanted: unknown,
  depth: number,
): EventPattern {
  if (!Array.isArray(wanted)) {
    if (typeof wanted !== "object" || wanted === null)
      throw new PatternProblem(`"${name}" must be an object or an array`);
    return objectPattern(wanted, depth + 1);
  }
  if (wanted.length === 0)
    throw new PatternProblem("Empty arrays are not allowed");
  const matchers = wanted.map(matcher);
  return {
    matches: (value) => matchers.some((one) => accepts(one, value)),
    combinations: matchers.length,
    fields: 1,
  };
}

/** Of a list in the event, one element that matches is enough. */
function accepts(one: Matcher, value: unknown): boolean {
  if (one.kind === "exists") return one.exists === (value !== undefined);
  return Array.isArray(value)
    ? value.some((element) => isLeaf(element) && one.matches(element))
    : isLeaf(value) && one.matches(value);
}

const isLeaf = (value: unknown): boolean =>
  value === null || (value !== undefined && typeof value !== "object");

/** `$or` is an operator where it holds two patterns or more; else it is a field's name. */
function isAlternatives(value: unknown): value is readonly unknown[] {
  return (
    Array.isArray(value) &&
    value.length > 1 &&
    value.every((one) => typeof one === "object" && one !== null)
  );
}

function anyOf(alternatives: readonly unknown[], depth: number): EventPattern {
  const parts = alternatives.map((one) => objectPattern(one, depth + 1));
  return {
    matches: (event) => parts.some((part) => part.matches(event)),
    combinations: parts.reduce(
      (sum, { combinations }) => sum + combinations,
      0,
    ),
    fields: parts.reduce((sum, { fields }) => sum + fields, 0),
  };
}

function product(members: readonly Member[]): number {
  return members.reduce((all, { part }) => all * part.combinations, 1);
}
