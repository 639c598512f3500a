/** What holds a value: an object's member or a list's place. */
export interface Place {
  readonly holder: Record<string, unknown> | unknown[];
  readonly name: string;
}

/** The steps of a JSON pointer (RFC 6901), as `/Tags/0/Value`; undefined for a text that is none. */
export function pointerSteps(text: string): readonly string[] | undefined {
  if (text === "") return [];
  if (!text.startsWith("/") || /~(?![01])/.test(text)) return undefined;
  return text
    .slice(1)
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** Where a value is, or would be; undefined where nothing holds it. */
export function placeIn(
  document: Record<string, unknown>,
  steps: readonly string[],
): Place | undefined {
  const found = valueAt(document, steps.slice(0, -1));
  const name = steps.at(-1);
  if (!found || name === undefined) return undefined;
  const { value } = found;
  return typeof value === "object" && value !== null
    ? { holder: value as Place["holder"], name }
    : undefined;
}

/** A value; undefined where there is none. */
export function valueAt(
  document: Record<string, unknown>,
  steps: readonly string[],
): { readonly value: unknown } | undefined {
  let value: unknown = document;
  for (const step of steps) {
    if (typeof value !== "object" || value === null) return undefined;
    if (Array.isArray(value) && !/^(0|[1-9]\d*)$/.test(step)) return undefined;
    if (!Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return { value };
}
