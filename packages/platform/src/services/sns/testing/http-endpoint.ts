import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** What an endpoint received. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The document in it, where it is one. */
  readonly document: Readonly<Record<string, string>>;
}

export interface HttpEndpoint extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
  /** The statuses of its next answers; 200 once they are used up. */
  readonly statuses: number[];
  /** Waits for the next document that was not yet taken. */
  next(): Promise<Received>;
}

/** Opens an endpoint on loopback that keeps what it is sent. */
export async function openEndpoint(): Promise<HttpEndpoint> {
  const received: Received[] = [];
  const statuses: number[] = [];
  let taken = 0;
  let told = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8");
    request.on("data", (piece: string) => (text += piece));
    request.on("end", () => {
      received.push({ headers: request.headers, text, document: read(text) });
      response.statusCode = statuses.shift() ?? 200;
      response.end();
      told.resolve();
      told = Promise.withResolvers<void>();
    });
  });
  await new Promise<void>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve()),
  );
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/notices`,
    received,
    statuses,
    async next() {
      while (received.length <= taken) await told.promise;
      return received[taken++]!;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function read(text: string): Record<string, string> {
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch {
    return {};
  }
}
