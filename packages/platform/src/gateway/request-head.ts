import type { IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";
import type { RequestHead } from "@gatehouse/wire";
import type { RequestFacts } from "../core/context.ts";

/** The head of a request as the wire package reads it: nothing decoded. */
export function requestHead(request: IncomingMessage): RequestHead {
  const url = request.url ?? "/";
  const mark = url.indexOf("?");
  return {
    method: request.method ?? "GET",
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? "" : url.slice(mark + 1),
    headers: joinedHeaders(request),
  };
}

/** What operations and conditions may know of a request's outside. */
export function requestFacts(
  request: IncomingMessage,
  head: RequestHead,
): RequestFacts {
  const tls = tlsOf(request.socket as Partial<TLSSocket>);
  const secure = tls !== undefined;
  const { socket } = request;
  return {
    sourceIp: (request.socket.remoteAddress ?? "").replace(/^::ffff:/, ""),
    userAgent: head.headers["user-agent"] ?? "",
    secure,
    ...(tls ? { tls } : {}),
    origin: `${secure ? "https" : "http"}://${head.headers["host"] ?? ""}`,
    headers: head.headers,
    query: head.query,
    onGone: (listener) => {
      socket.once("close", listener);
      return () => void socket.off("close", listener);
    },
  };
}

function tlsOf(socket: Partial<TLSSocket>): RequestFacts["tls"] {
  if (socket.encrypted !== true) return undefined;
  return {
    version: socket.getProtocol?.() ?? "",
    cipherSuite: socket.getCipher?.().standardName ?? "",
  };
}

/** Node joins repeated headers itself, all but `set-cookie`, which no request sends. */
function joinedHeaders(
  request: IncomingMessage,
): Record<string, string | undefined> {
  return request.headers as Record<string, string | undefined>;
}
