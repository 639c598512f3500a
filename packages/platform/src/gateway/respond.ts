import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { HttpAnswer } from "@gatehouse/wire";

/** Writes an answer out; a stream that breaks midway breaks the connection, so that no client takes it for whole. */
export async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: HttpAnswer,
  requestId: string,
): Promise<void> {
  const { status, headers, body } = answer;
  // A body that was refused unread would be taken for the next request of the connection.
  if (!request.complete) headers["connection"] ??= "close";
  headers["x-amzn-requestid"] ??= requestId;
  if (body instanceof Readable) {
    response.writeHead(status, headers);
    await pipeline(body, response).catch(() => response.destroy());
    return;
  }
  if (body !== undefined)
    headers["content-length"] ??= String(Buffer.byteLength(body));
  else if (status !== 204 && status !== 304) headers["content-length"] ??= "0";
  response.writeHead(status, headers);
  response.end(body);
}
