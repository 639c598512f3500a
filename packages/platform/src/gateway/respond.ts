import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { HttpAnswer } from "@gatehouse/wire";

/** Headers that come several times are lists. */
type Answer = Omit<HttpAnswer, "headers"> & {
  readonly headers: Record<string, string | string[]>;
  /** Sends the head at once: a function may tell its status long before its first byte. */
  readonly headFirst?: boolean;
};

/** Writes an answer out; a stream that breaks midway breaks the connection, so that no client takes it for whole. */
export async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  requestId: string,
): Promise<void> {
  const { status, headers, body } = answer;
  // A body that was refused unread would be taken for the next request of the connection.
  if (!request.complete) headers["connection"] ??= "close";
  headers["x-amzn-requestid"] ??= requestId;
  if (body instanceof Readable) {
    response.writeHead(status, headers);
    if (answer.headFirst) response.flushHeaders();
    await pipeline(body, response).catch(() => response.destroy());
    return;
  }
  if (body !== undefined)
    headers["content-length"] ??= String(Buffer.byteLength(body));
  else if (status !== 204 && status !== 304) headers["content-length"] ??= "0";
  response.writeHead(status, headers);
  if (request.complete) {
    if (body instanceof Uint8Array && body.byteLength <= ONE_PIECE)
      response.end(latin1(body), "latin1");
    else response.end(body);
    return;
  }
  if (body === undefined) response.flushHeaders();
  else response.write(body);
  void readToEnd(request).then(() => response.end());
}

/** Up to so many bytes leave as text, which Node writes in one piece with its head; bytes would be a second. */
const ONE_PIECE = 16_384;

function latin1({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("latin1");
}

/** Longest wait for the rest of a request that is answered already, in milliseconds. */
const LINGER = 3000;

/**
 * Takes in what a client still sends after it was refused, and drops it: closing a connection with bytes unread
 * resets it, and the client would see a broken pipe in the place of the refusal.
 */
function readToEnd(request: IncomingMessage): Promise<void> {
  if (request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LINGER);
    const ended = (): void => {
      clearTimeout(timer);
      resolve();
    };
    request.once("end", ended).once("close", ended).once("error", ended);
    request.resume();
  });
}
