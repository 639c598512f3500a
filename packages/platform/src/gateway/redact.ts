const HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS";
/** CloudTrail drops parameters that would make a record larger than 100 KB. */
const LONGEST_TEXT = 16_384;

/**
 * A copy of an operation's input or output fit for a record: member names begin in lower case, bytes
 * and streams are left out, and members named in `sensitive` (by their name at any depth, or by their
 * path) are hidden, as CloudTrail does.
 */
export function redacted(
  value: unknown,
  sensitive: readonly string[],
): Record<string, unknown> | null {
  if (typeof value !== "object" || value === null) return null;
  const hidden = new Set(sensitive.map((path) => path.split(".").at(-1)));
  const copy = copyOf(value, hidden) as Record<string, unknown>;
  return Object.keys(copy).length > 0 ? copy : null;
}

function copyOf(
  value: unknown,
  hidden: ReadonlySet<string | undefined>,
): unknown {
  if (typeof value === "string")
    return value.length > LONGEST_TEXT ? value.slice(0, LONGEST_TEXT) : value;
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((part) => copyOf(part, hidden));
  if (!isPlain(value)) return undefined;
  const copy: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(value)) {
    if (part === undefined || name === "$metadata") continue;
    const shown = hidden.has(name) ? HIDDEN : copyOf(part, hidden);
    if (shown !== undefined) copy[lowerFirst(name)] = shown;
  }
  return copy;
}

/** Bytes, streams and the like are objects of a class. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
