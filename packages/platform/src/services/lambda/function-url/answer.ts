import { validateHeaderName, validateHeaderValue } from "node:http";
import type { HostedAnswer } from "../../../core/hosted.ts";

/** The head of an answer: of a whole one, and of one that is streamed. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
}

/**
 * What a function's answer means as HTTP (Lambda guide, "Response payload format"): an object with a `statusCode` is
 * the answer's description, anything else is the body of a 200 in JSON. Undefined for one that means nothing.
 */
export function answerOf(payload: Uint8Array): HostedAnswer | undefined {
  const text = Buffer.from(payload).toString();
  const value = parsed(text);
  if (value === undefined) return undefined;
  if (!isObject(value) || value["statusCode"] === undefined)
    return { status: 200, headers: { "content-type": JSON_TYPE }, body: text };
  const head = headOf(value, JSON_TYPE);
  const { body = "", isBase64Encoded = false } = value;
  if (!head || (body !== null && typeof body !== "string")) return undefined;
  if (typeof isBase64Encoded !== "boolean") return undefined;
  if (BODILESS.has(head.status)) return { ...head, body: undefined };
  return {
    ...head,
    body: isBase64Encoded ? Buffer.from(body ?? "", "base64") : (body ?? ""),
  };
}

/** Statuses whose answers have no body, and no length of one. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/** The prelude of a streamed answer: `statusCode` (200), `headers` and `cookies`. Undefined for one that is none. */
export function preludeOf(bytes: Uint8Array): AnswerHead | undefined {
  const value = parsed(Buffer.from(bytes).toString());
  return isObject(value)
    ? headOf({ statusCode: 200, ...value }, STREAM_TYPE)
    : undefined;
}

const JSON_TYPE = "application/json";
/** The type of a streamed answer that names none. */
export const STREAM_TYPE = "application/octet-stream";

/** Headers that only the server itself can tell. */
const LEFT_OUT = new Set([
  "connection",
  "content-length",
  "keep-alive",
  "set-cookie",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

function headOf(
  { statusCode, headers = {}, cookies = [] }: Record<string, unknown>,
  type: string,
): AnswerHead | undefined {
  const status =
    typeof statusCode === "string" ? Number(statusCode) : statusCode;
  if (!isStatus(status)) return undefined;
  const named = headersOf(headers ?? {});
  const baked = cookies ?? [];
  if (!named || !Array.isArray(baked) || !baked.every(isHeaderText))
    return undefined;
  const own = named["set-cookie"];
  const set = [...(own === undefined ? [] : [own]), ...baked];
  const kept = Object.entries(named).filter(([name]) => !LEFT_OUT.has(name));
  return {
    status,
    headers: {
      "content-type": type,
      ...Object.fromEntries(kept),
      ...(set.length > 0 ? { "set-cookie": set } : {}),
    },
  };
}

/** Values by lower-case names; undefined where one cannot be a header. */
function headersOf(headers: unknown): Record<string, string> | undefined {
  if (!isObject(headers)) return undefined;
  const named: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const text = isScalar(value) ? String(value) : undefined;
    if (!isHeaderName(name) || !isHeaderText(text)) return undefined;
    named[name.toLowerCase()] = text;
  }
  return named;
}

function isScalar(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

/** Informational statuses are no answers. */
function isStatus(status: unknown): status is number {
  return (
    Number.isInteger(status) &&
    (status as number) >= 200 &&
    (status as number) <= 599
  );
}

function isHeaderName(name: string): boolean {
  try {
    validateHeaderName(name);
    return true;
  } catch {
    return false;
  }
}

function isHeaderText(value: unknown): value is string {
  if (typeof value !== "string") return false;
  try {
    validateHeaderValue("x", value);
    return true;
  } catch {
    return false;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
