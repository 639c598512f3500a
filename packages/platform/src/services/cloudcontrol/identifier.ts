import type { Properties, ResourceSchema } from "../../core/resource-type.ts";

/** The names of the properties that identify, in order. */
export const identifying = ({
  primaryIdentifier,
}: ResourceSchema): readonly string[] =>
  primaryIdentifier.map((pointer) => pointer.replace(/^\/properties\//, ""));

/** An identifier as clients may write it: its parts joined by `|`, or as a JSON object of them. */
export function identifierOf(text: string, schema: ResourceSchema): string {
  if (!text.startsWith("{")) return text;
  const parts = objectIn(text);
  const values = identifying(schema).map((name) => parts?.[name]);
  return values.every((value) => typeof value === "string")
    ? values.join("|")
    : text;
}

/** The properties that an identifier tells; all of a text where only one property identifies. */
export function propertiesOf(
  identifier: string,
  schema: ResourceSchema,
): Properties {
  const [first = "", ...more] = identifying(schema);
  if (more.length === 0) return { [first]: identifier };
  const parts = identifier.split("|");
  return Object.fromEntries(
    [first, ...more].map((name, i) => [name, parts[i] ?? ""]),
  );
}

/** A JSON object; undefined for any other text. */
export function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
