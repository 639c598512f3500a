import { readFileSync } from "node:fs";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { functionUrlAddress } from "../core/function-url.ts";
import type { Settings } from "../settings.ts";
import { control } from "./control.ts";
import type { Platform } from "./platform.ts";
import { serve } from "./serve.ts";

// An import statement would read every export of the module, some of which load all of fetch: 20 ms of a start.
const { createServer: createHttpServer } =
  process.getBuiltinModule("node:http");

/** A listening gateway. */
export interface Listening {
  /** Scheme and authority, as `http://127.0.0.1:4566`. */
  readonly url: string;
  /** Serves a connection that was made elsewhere. */
  accept(socket: Socket): void;
  close(): Promise<void>;
}

/** Opens the port, and answers AWS's calls and the platform's own under `/_gatehouse/`. */
export async function listen(
  platform: Platform,
  settings: Settings,
): Promise<Listening> {
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const handled = isForHost(request)
      ? hosted(platform, request, response)
      : request.url?.startsWith("/_gatehouse/")
        ? control(platform, request, response)
        : serve(platform, request, response);
    handled.catch((error: unknown) => {
      platform.log.error("A request could not be answered.", error);
      response.destroy();
    });
  };
  const server = settings.tls
    ? process.getBuiltinModule("node:https").createServer(
        {
          cert: readFileSync(settings.tls.certFile),
          key: readFileSync(settings.tls.keyFile),
        },
        answer,
      )
    : createHttpServer(answer);
  // Uploads may take long; a head that does not come is dropped.
  server.requestTimeout = 0;
  server.headersTimeout = 30_000;
  server.keepAliveTimeout = 65_000;
  // Clients that wait for it get "100 Continue" from Node before the handler runs.
  await opened(server, settings);
  const { port } = server.address() as AddressInfo;
  const host = settings.host.includes(":")
    ? `[${settings.host}]`
    : settings.host;
  return {
    url: `${settings.tls ? "https" : "http"}://${host}:${port}`,
    accept: (socket) => void server.emit("connection", socket),
    close: () => closed(server),
  };
}

function isForHost({ headers, url = "/" }: IncomingMessage): boolean {
  return functionUrlAddress(headers.host, url) !== undefined;
}

/** Loaded at its first call, as services are. */
async function hosted(
  platform: Platform,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { serveHosted } = await import("./hosted.ts");
  return serveHosted(platform, request, response);
}

function opened(server: Server, { host, port }: Settings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 2000).unref();
  });
}
