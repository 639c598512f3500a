import type { ConstraintShape } from "./constraint-data.ts";

/** One broken constraint: the member's path, its value as shown and what it must. */
export interface Violation {
  readonly path: string;
  /** Undefined when it may not be shown. */
  readonly shown: string | undefined;
  readonly must: string;
}

const longestShown = 2048;

/** Every constraint of a shape, as AWS lists them for the elements of lists and maps. */
export function allOf({
  kind,
  min,
  max,
  pattern,
  enum: values,
}: ConstraintShape): string[] {
  const what = kind === "string" || kind === "blob" ? "length" : "value";
  return [
    max === undefined ? [] : mustBeAtMost(what, max),
    min === undefined ? [] : mustBeAtLeast(what, min),
    pattern === undefined ? [] : mustMatch(pattern),
    values === undefined ? [] : mustBeOneOf(values),
  ].flat();
}

/** The constraint of a greatest length or value. */
export function mustBeAtMost(what: "length" | "value", max: number): string {
  return `Member must have ${what} less than or equal to ${max}`;
}

/** The constraint of a least length or value. */
export function mustBeAtLeast(what: "length" | "value", min: number): string {
  return `Member must have ${what} greater than or equal to ${min}`;
}

/** The constraint of a pattern. */
export function mustMatch(pattern: string): string {
  return `Member must satisfy regular expression pattern: ${pattern}`;
}

/** The constraint of an enum. */
export function mustBeOneOf(values: readonly string[]): string {
  return `Member must satisfy enum value set: [${values.join(", ")}]`;
}

/** A plain value as an error repeats it, unless it is sensitive. */
export function shown(
  { sensitive }: ConstraintShape,
  value: unknown,
): string | undefined {
  if (sensitive || typeof value === "object") return undefined;
  return quoted(`${value as string | number | boolean}`);
}

/** Lists and maps are shown only where they hold plain values: structures could hold secrets. */
export function shownList(
  { sensitive }: ConstraintShape,
  list: readonly unknown[],
): string | undefined {
  if (sensitive || list.some((item) => typeof item === "object"))
    return undefined;
  return quoted(`[${list.join(", ")}]`);
}

/** The same for maps. */
export function shownMap(
  { sensitive }: ConstraintShape,
  entries: readonly [string, unknown][],
): string | undefined {
  if (sensitive || entries.some(([, value]) => typeof value === "object"))
    return undefined;
  return quoted(
    `{${entries.map(([key, value]) => `${key}=${String(value)}`).join(", ")}}`,
  );
}

function quoted(text: string): string {
  return text.length > longestShown
    ? `'${text.slice(0, longestShown)}…'`
    : `'${text}'`;
}

/** A missing member in the words of SQS, whose model demands nothing else. */
export function missingText({ path }: Violation): string {
  const name = path.slice(path.lastIndexOf(".") + 1);
  return `The request must contain the parameter ${name.charAt(0).toUpperCase()}${name.slice(1)}.`;
}

/** One violation in AWS's words. */
export function textOf({ path, shown: value, must }: Violation): string {
  const said = value === undefined ? "" : ` ${value}`;
  return `Value${said} at '${path}' failed to satisfy constraint: ${must}`;
}
