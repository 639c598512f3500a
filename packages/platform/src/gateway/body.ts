import type { IncomingMessage } from "node:http";
import { fault } from "../core/errors.ts";

const EMPTY = Buffer.alloc(0);

/**
 * Reads a request's body into memory, at most `limit` bytes.
 * @throws Fault RequestEntityTooLarge 413, or the connection's own error where the client goes away
 */
export function readBody(
  request: IncomingMessage,
  limit: number,
  operation: string,
): Promise<Buffer> {
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > limit) throw tooLarge(limit, operation);
  if (declared === 0 && request.headers["transfer-encoding"] === undefined)
    return Promise.resolve(EMPTY);
  return collected(request, limit, operation);
}

/** All of a stream, at most `limit` bytes. */
export async function collected(
  stream: AsyncIterable<Uint8Array>,
  limit: number,
  operation: string,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge(limit, operation);
    chunks.push(chunk);
  }
  const [first = EMPTY] = chunks;
  return chunks.length > 1
    ? Buffer.concat(chunks)
    : Buffer.from(first.buffer, first.byteOffset, first.byteLength);
}

function tooLarge(limit: number, operation: string) {
  return fault(
    "RequestEntityTooLargeException",
    `Request must be smaller than ${limit} bytes for the ${operation} operation`,
    413,
  );
}
