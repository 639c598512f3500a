import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { fault } from "../core/errors.ts";

const EMPTY = Buffer.alloc(0);

/**
 * Reads a request's body into memory, at most `limit` bytes.
 * @throws Fault RequestEntityTooLargeException 413, or the connection's own error where the client goes away
 */
export function readBody(
  request: IncomingMessage,
  limit: number,
  operation: string,
): Promise<Buffer> {
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > limit) return Promise.reject(tooLarge(limit, operation));
  if (declared === 0 && request.headers["transfer-encoding"] === undefined)
    return Promise.resolve(EMPTY);
  // What came with its head lies ready by now: the stream's own events would take two turns of the queue more.
  if (request.complete && request.readableLength === declared)
    return Promise.resolve((request.read() as Buffer | null) ?? EMPTY);
  return collected(request, limit, operation);
}

/** The client went away while it was sending. */
export class Disconnected extends Error {
  override name = "Disconnected";
}

/** All of a stream, at most `limit` bytes. Listens itself: an async iterator costs a third of a small call. */
export function collected(
  stream: Readable,
  limit: number,
  operation: string,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    stream.on("data", (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size > limit) {
        stream.pause();
        stream.removeAllListeners("data");
        reject(tooLarge(limit, operation));
      } else chunks.push(chunk);
    });
    let ended = false;
    stream.on("end", () => {
      ended = true;
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
    });
    stream.on("error", reject);
    stream.on("close", () => {
      if (!ended) reject(new Disconnected());
    });
  });
}

/** Clients compress long bodies of a few operations, as PutMetricData; so much larger may they be once inflated. */
const INFLATES_TO = 8;

/**
 * A body as it was before its client compressed it.
 * @param limit of the compressed body, in bytes
 * @throws Fault RequestEntityTooLargeException, SerializationException
 */
export async function inflated(
  body: Buffer,
  encoding: string | undefined,
  limit: number,
  operation: string,
): Promise<Buffer> {
  if (encoding?.trim().toLowerCase() !== "gzip") return body;
  try {
    return await gunzipped(body, { maxOutputLength: limit * INFLATES_TO });
  } catch (error) {
    if ((error as { code?: unknown }).code === "ERR_BUFFER_TOO_LARGE")
      throw tooLarge(limit * INFLATES_TO, operation);
    throw fault(
      "SerializationException",
      "The request body is not in the gzip format that Content-Encoding names.",
      400,
    );
  }
}

const gunzipped = promisify(gunzip);

function tooLarge(limit: number, operation: string) {
  return fault(
    "RequestEntityTooLargeException",
    `Request must be smaller than ${limit} bytes for the ${operation} operation`,
    413,
  );
}
