import type { Comparison, Condition, Literal, Path } from "./query.ts";

/** A resource as queries see it. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * Whether a resource fulfils a condition. Of a list, one member suffices; of what is not there nothing is true, but
 * its negation is.
 */
export function fulfils(row: Row, condition: Condition): boolean {
  switch (condition.kind) {
    case "and":
      return condition.of.every((part) => fulfils(row, part));
    case "or":
      return condition.of.some((part) => fulfils(row, part));
    case "not":
      return !fulfils(row, condition.of);
    default:
      return compared(valuesAt(row, condition.path), condition);
  }
}

function compared(
  values: readonly unknown[],
  condition: Exclude<Condition, { kind: "and" | "or" | "not" }>,
): boolean {
  switch (condition.kind) {
    case "compare":
      return condition.by === "!="
        ? !values.some((value) => holds(value, "=", condition.with))
        : values.some((value) => holds(value, condition.by, condition.with));
    case "in":
      return values.some((value) =>
        condition.among.some((one) => holds(value, "=", one)),
      );
    case "between":
      return values.some(
        (value) =>
          holds(value, ">=", condition.from) &&
          holds(value, "<=", condition.to),
      );
    case "like":
      return values.some(
        (value) => typeof value === "string" && isLike(value, condition.form),
      );
  }
}

/** A number is compared with a text by its number, where the text is one. */
function holds(value: unknown, by: Comparison, literal: Literal): boolean {
  const order = orderOf(value, literal);
  if (order === undefined) return false;
  switch (by) {
    case "=":
      return order === 0;
    case "!=":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}

function orderOf(value: unknown, literal: Literal): number | undefined {
  if (typeof value === "string" && typeof literal === "string")
    return value < literal ? -1 : value > literal ? 1 : 0;
  if (typeof value === "boolean" || typeof literal === "boolean")
    return String(value) === String(literal) ? 0 : undefined;
  const [a, b] = [numberOf(value), numberOf(literal)];
  return a === undefined || b === undefined ? undefined : a - b;
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value)
    ? Number(value)
    : undefined;
}

/** `%` stands for any text. Parts are sought from left to right: the work grows with the text alone. */
export function isLike(text: string, form: string): boolean {
  const [first = "", ...rest] = form.split("%");
  if (rest.length === 0) return text === form;
  const last = rest.pop() ?? "";
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/** Everything that stands at a path: each member of lists on the way. */
export function valuesAt(value: unknown, path: Path): readonly unknown[] {
  if (Array.isArray(value))
    return value.flatMap((member) => valuesAt(member, path));
  const [name, ...rest] = path;
  if (name === undefined)
    return value === undefined || value === null ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.hasOwn(value, name) ? valuesAt((value as Row)[name], rest) : [];
}
