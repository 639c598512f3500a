import type { Socket } from "node:net";
import { type Answer, unreadable } from "./answer.ts";
import { RequestReader, type RuntimeRequest } from "./request-reader.ts";
import type { RequestHead } from "./request-head.ts";
import { type Reply, RESPONSE_LIMIT } from "./session.ts";
import type { Flow, StreamedBody } from "./streamed-body.ts";

// Below this a copy into one buffer costs less than a second system call.
const COPY_LIMIT = 65_536;
const READ_AHEAD_LIMIT = 65_536;
const CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

/** What answers the requests of a connection: a `RuntimeSession`, or it and the APIs beside it. */
export interface RequestHandler {
  handle(request: RuntimeRequest, reply: Reply): void;
  bodyFor(head: RequestHead, flow: Flow): StreamedBody | undefined;
  /** The connection of a request that waits for its reply is gone. */
  forget(reply: Reply): void;
  breakOff(): void;
}

/**
 * Serves the Runtime API on one socket. Requests are answered in order, so a client may send its answer and its next
 * `/next` in one packet; the two replies then also leave in one packet, which halves the system calls of a warm call.
 */
export function serveConnection(socket: Socket, session: RequestHandler): void {
  let isStreaming = false;
  const flow = {
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
  };
  const reader = new RequestReader(RESPONSE_LIMIT, (head) => {
    const target = session.bodyFor(head, flow);
    isStreaming = target !== undefined;
    return target;
  });
  let unsent: Answer[] = [];
  let waiting: Reply | undefined;
  let closing = false;

  socket.setNoDelay(true);
  socket.on("data", (piece: Buffer) => {
    if (closing) return;
    reader.push(piece);
    serve();
    if (waiting && reader.buffered > READ_AHEAD_LIMIT) socket.pause();
  });
  socket.on("error", () => socket.destroy());
  socket.on("close", () => {
    if (waiting) session.forget(waiting);
    breakOff();
  });

  function breakOff(): void {
    if (isStreaming) session.breakOff();
    isStreaming = false;
  }

  function serve(): void {
    while (!waiting && !closing) {
      const request = reader.take();
      if (!request) break;
      if ("fault" in request) {
        unsent.push(unreadable(request.fault));
        closing = true;
        breakOff();
        break;
      }
      isStreaming = false;
      if (!request.keepAlive) closing = true;
      answer((reply) => session.handle(request, reply));
    }
    if (waiting) return;
    if (!closing && reader.takeExpectation()) socket.write(CONTINUE);
    send();
  }

  /** Runs a handler; when it does not reply at once, later requests wait until it does. */
  function answer(handle: (reply: Reply) => void): void {
    let inHandler = true;
    const reply: Reply = (message) => {
      unsent.push(message);
      if (waiting === reply) waiting = undefined;
      if (inHandler) return;
      send();
      socket.resume();
      serve();
    };
    waiting = reply;
    handle(reply);
    inHandler = false;
  }

  function send(): void {
    const messages = unsent;
    if (messages.length === 0) return;
    unsent = [];
    write(socket, messages);
    if (closing) socket.end();
  }
}

function latin1({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("latin1");
}

function write(socket: Socket, messages: readonly Answer[]): void {
  let size = 0;
  for (const { head, body } of messages) size += head.length + body.length;
  if (size > COPY_LIMIT) {
    socket.cork();
    for (const { head, body } of messages) {
      socket.write(head, "latin1");
      socket.write(body);
    }
    socket.uncork();
    return;
  }
  let packet = "";
  for (const { head, body } of messages) packet += head + latin1(body);
  socket.write(packet, "latin1");
}
