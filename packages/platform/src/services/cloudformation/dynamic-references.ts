import type { Sender, Context } from "../../core/context.ts";
import { Fault } from "../../core/errors.ts";
import type { Properties } from "../../core/resource-type.ts";
import { storedValues } from "./looked-up.ts";
import { invalid } from "./stack.ts";

const REFERENCE = /\{\{resolve:([^{}]*)\}\}/g;
const PARAMETER = /^ssm:([\w./-]+)(?::(\d+))?$/;

/** Properties with what their dynamic references stand for, or why these cannot be resolved. */
export type Dynamic =
  | { readonly ok: true; readonly properties: Properties }
  | { readonly ok: false; readonly reason: string };

/** Whether a text has a dynamic reference in it, as `{{resolve:ssm:name:version}}`. */
export const isDynamic = (text: string): boolean =>
  text.search(REFERENCE) !== -1;

/** @throws Fault ValidationError for references to what is not built, and for those that are none */
export function checkReferences(properties: unknown): void {
  for (const reference of referencesIn(properties)) {
    if (PARAMETER.test(reference)) continue;
    const service = reference.split(":")[0] ?? "";
    throw invalid(
      service === "ssm-secure" || service === "secretsmanager"
        ? `Dynamic references to ${service} are not built: {{resolve:${reference}}}. They need the AWS Key Management Service.`
        : `Template error: {{resolve:${reference}}} is not a valid dynamic reference.`,
    );
  }
}

/**
 * Puts in what dynamic references stand for now: those without a version are read anew each time, on the ways back as well.
 * @param rights with whose parameters are read, asked for where there are any
 */
export async function withReferences(
  properties: Properties,
  rights: () => Promise<Sender>,
  ctx: Pick<Context, "send">,
): Promise<Dynamic> {
  const references = referencesIn(properties);
  if (references.length === 0) return { ok: true, properties };
  try {
    checkReferences(properties);
    const nameOf = (reference: string) => reference.replace(/^ssm:/, "");
    const values = await storedValues(
      references.map(nameOf),
      await rights(),
      ctx,
    );
    const missing = references.filter((one) => !values.has(nameOf(one)));
    if (missing.length > 0)
      return {
        ok: false,
        reason: `Parameters: [${missing.join(", ")}] cannot be found.`,
      };
    const filled = replaced(
      properties,
      (reference) => values.get(nameOf(reference)) ?? "",
    );
    return { ok: true, properties: filled as Properties };
  } catch (error) {
    if (!(error instanceof Fault) || error.side === "server") throw error;
    return { ok: false, reason: error.message };
  }
}

/** The references in a value, each once, as `ssm:name:version`. */
function referencesIn(value: unknown): readonly string[] {
  const found = new Set<string>();
  replaced(value, (reference) => {
    found.add(reference);
    return "";
  });
  return [...found];
}

function replaced(value: unknown, by: (reference: string) => string): unknown {
  if (typeof value === "string")
    return value.replace(REFERENCE, (_all, reference: string) => by(reference));
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => replaced(item, by));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, replaced(item, by)]),
  );
}
