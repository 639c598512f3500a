import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { HttpAnswer, RequestHead } from "../request.ts";
import type { SentRequest } from "./in-process.ts";
import { Readable } from "node:stream";

/** A server on loopback that keeps what clients send, as it stands on the wire, and answers as told. */
export interface Recorder extends AsyncDisposable {
  readonly endpoint: string;
  readonly requests: SentRequest[];
  last(): SentRequest;
}

/** Starts one; by default every answer is an empty 200. */
export async function recorder(
  answer: (request: SentRequest) => HttpAnswer = () => ({
    status: 200,
    headers: {},
    body: undefined,
  }),
): Promise<Recorder> {
  const requests: SentRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    received(incoming)
      .then((request) => {
        requests.push(request);
        send(outgoing, answer(request));
      })
      // A test that throws while it answers shows the client why.
      .catch((error: unknown) => outgoing.writeHead(500).end(String(error)));
  });
  const port = await listening(server);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    last: () => requests.at(-1)!,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function send(
  outgoing: ServerResponse,
  { status, headers, body }: HttpAnswer,
): void {
  outgoing.writeHead(status, headers);
  if (body instanceof Readable) body.pipe(outgoing);
  else outgoing.end(body);
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function received(incoming: IncomingMessage): Promise<SentRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
  return { head: headOf(incoming), body: Buffer.concat(chunks) };
}

function headOf(incoming: IncomingMessage): RequestHead {
  const url = incoming.url ?? "/";
  const at = url.indexOf("?");
  const headers = Object.entries(incoming.headersDistinct);
  return {
    method: incoming.method ?? "GET",
    path: at < 0 ? url : url.slice(0, at),
    query: at < 0 ? "" : url.slice(at + 1),
    headers: Object.fromEntries(
      headers.map(([name, values]) => [name, values?.join(",")]),
    ),
  };
}
