import type { IncomingMessage } from "node:http";
import { fault } from "../core/errors.ts";

/**
 * Reads a request's body into memory, at most `limit` bytes.
 * @throws Fault RequestTooLargeException 413, or the connection's own error where the client goes away
 */
export async function readBody(
  request: IncomingMessage,
  limit: number,
  what: string,
): Promise<Buffer> {
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > limit) throw tooLarge(limit, what);
  if (declared === 0 && request.headers["transfer-encoding"] === undefined)
    return EMPTY;

  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge(limit, what);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

const EMPTY = Buffer.alloc(0);

function tooLarge(limit: number, what: string) {
  return fault(
    "RequestTooLargeException",
    `Request must be smaller than ${limit} bytes for the ${what} operation`,
    413,
  );
}
