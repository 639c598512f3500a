import { fault } from "../../core/errors.ts";

/** Says that a body cannot be understood. */
export function invalid(message: string) {
  return fault("ValidationException", message, 400);
}

/** A body that must be an object with no members but these. @throws Fault ValidationException */
export function objectWith(
  body: unknown,
  members: readonly string[],
): Readonly<Record<string, unknown>> {
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw invalid("The body must be a JSON object.");
  const odd = Object.keys(body).find((name) => !members.includes(name));
  if (odd !== undefined)
    throw invalid(
      `There is no member ${odd.slice(0, 64)}; known are ${members.join(", ")}.`,
    );
  return body as Record<string, unknown>;
}

/** A member that is a text of 1 to 2,048 characters, or absent. @throws Fault ValidationException */
export function textIn(
  body: Readonly<Record<string, unknown>>,
  name: string,
): string | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (typeof value !== "string" || value === "" || value.length > 2048)
    throw invalid(`${name} must be a text of 1 to 2048 characters.`);
  return value;
}
