import { isDeepStrictEqual } from "node:util";
import type { Difference } from "./tables.ts";

/**
 * Where what is differs from what was asked for. What was not asked for may be as the service has it, and what the
 * service does not tell at all cannot be compared.
 */
export function differencesOf(
  expected: Readonly<Record<string, unknown>>,
  actual: Readonly<Record<string, unknown>>,
): readonly Difference[] {
  return Object.entries(expected).flatMap(([name, wanted]) =>
    Object.hasOwn(actual, name)
      ? between(wanted, actual[name], `/${name}`)
      : [],
  );
}

function between(
  wanted: unknown,
  found: unknown,
  path: string,
): readonly Difference[] {
  if (isSame(wanted, found)) return [];
  if (isObject(wanted) && isObject(found))
    return Object.entries(wanted).flatMap(([name, value]) =>
      name in found
        ? between(value, found[name], `${path}/${name}`)
        : [difference(`${path}/${name}`, "REMOVE", value, undefined)],
    );
  if (Array.isArray(wanted) && Array.isArray(found))
    return [
      ...without(wanted, found).map((item) =>
        difference(path, "REMOVE", item, undefined),
      ),
      ...without(found, wanted).map((item) =>
        difference(path, "ADD", undefined, item),
      ),
    ];
  return [difference(path, "NOT_EQUAL", wanted, found)];
}

/** Lists are compared without regard to their order, as most of AWS's have none. */
function without(
  list: readonly unknown[],
  other: readonly unknown[],
): readonly unknown[] {
  return list.filter((item) => !other.some((one) => isSame(item, one)));
}

/** Numbers and booleans may be written as texts. */
function isSame(left: unknown, right: unknown): boolean {
  return (
    isDeepStrictEqual(left, right) ||
    (isPlain(left) && isPlain(right) && String(left) === String(right))
  );
}

function difference(
  path: string,
  type: Difference["type"],
  expected: unknown,
  actual: unknown,
): Difference {
  return { path, type, expected: shown(expected), actual: shown(actual) };
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "null");
}

const isPlain = (value: unknown): value is string | number | boolean =>
  ["string", "number", "boolean"].includes(typeof value);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
