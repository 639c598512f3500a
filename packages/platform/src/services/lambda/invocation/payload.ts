import {
  InvalidRequestContentException,
  RequestTooLargeException,
} from "@aws-sdk/client-lambda";
import { fault } from "../../../core/errors.ts";

/** Bytes that a call may bring, by its type (Lambda quotas). */
const LIMITS = {
  RequestResponse: 6_291_456,
  Event: 1_048_576,
  DryRun: 6_291_456,
  /** The operation of that name. */
  InvokeAsync: 262_144,
};

export type InvocationType = keyof typeof LIMITS;

/** Bytes of a call that waits for its answer. */
export const LARGEST_PAYLOAD = LIMITS.RequestResponse;

/** Somewhat more than any payload may have: so that the refusal can tell the size. */
export const LARGEST_BODY = 7_340_032;

const EMPTY = Buffer.from("{}");
// To make one takes longer than to decode a small body.
const strictly = new TextDecoder("utf-8", { fatal: true });

/**
 * The event as the function gets it: an empty body stands for an empty object.
 * @throws Fault RequestTooLargeException, InvalidRequestContentException
 */
export function checkedPayload(
  body: Uint8Array | undefined,
  type: InvocationType,
): Uint8Array {
  if (!body || body.byteLength === 0) return EMPTY;
  const limit = LIMITS[type];
  if (body.byteLength > limit)
    throw fault(
      RequestTooLargeException,
      `${body.byteLength} byte payload is too large for the ${type} invocation type (limit ${limit} bytes)`,
    );
  try {
    JSON.parse(strictly.decode(body));
  } catch (error) {
    throw fault(
      InvalidRequestContentException,
      `Could not parse request body into json: ${(error as Error).message}`,
    );
  }
  return body;
}

/**
 * The client context's JSON text, which comes in base64.
 * @throws Fault InvalidRequestContentException
 */
export function checkedClientContext(
  text: string | undefined,
): string | undefined {
  if (text === undefined) return undefined;
  const json = Buffer.from(text, "base64").toString();
  try {
    JSON.parse(json);
    return json;
  } catch {
    throw fault(
      InvalidRequestContentException,
      "Client context must be a valid Base64-encoded JSON object.",
    );
  }
}
