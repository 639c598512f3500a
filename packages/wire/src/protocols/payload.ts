import type { Readable } from "node:stream";
import { utf8Text } from "../codecs/utf8.ts";
import { serialization } from "../fault.ts";
import type { Member } from "../schema/shape.ts";

/** The buffered body; an operation that does not stream must be given one. */
export function bytesIn(body: Uint8Array | Readable): Uint8Array {
  if (body instanceof Uint8Array) return body;
  throw new TypeError(
    "Only an operation with a streaming input takes a stream.",
  );
}

/** A blob or string payload as it came: a stream stays a stream, an empty body is no value. */
export function rawPayload(
  { shape }: Member,
  body: Uint8Array | Readable,
): Uint8Array | Readable | string | undefined {
  if (shape.kind === "blob" && shape.streaming) return body;
  if (shape.kind !== "blob" && shape.kind !== "string") return undefined;
  const bytes = bytesIn(body);
  if (bytes.byteLength === 0) return undefined;
  if (shape.kind === "blob") return bytes;
  const text = utf8Text(bytes);
  if (text === undefined)
    throw serialization("Invalid UTF-8 in the request body");
  return text;
}

/** A blob, string or stream as the answer's body. */
export function payloadBytes(
  value: unknown,
): Uint8Array | string | Readable | undefined {
  return value === null
    ? undefined
    : (value as Uint8Array | string | Readable | undefined);
}

/** The content type of a payload that the output does not name itself. */
export function payloadType(
  { shape, traits }: Member,
  document: string,
): string {
  if (shape.kind === "blob") return "application/octet-stream";
  if (shape.kind === "string") return "text/plain";
  if (shape.kind === "structure" && traits.streaming)
    return "application/vnd.amazon.eventstream";
  return document;
}
