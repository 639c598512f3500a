import { createRequire } from "node:module";
import { buildQueryString } from "@smithy/core/protocols";
import type { HttpAnswer, RequestHead } from "../request.ts";
import { Readable } from "node:stream";

/** A request as the SDK hands it to its transport. */
export interface SentRequest {
  readonly head: RequestHead;
  readonly body: Uint8Array;
}

interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string | string[] | null>;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

/** Answers the SDK in process, without a socket, from the request as it would stand on the wire. */
export function inProcess(serve: (request: SentRequest) => HttpAnswer): object {
  return {
    metadata: { handlerProtocol: "http/1.1" },
    destroy: () => undefined,
    async handle(request: SdkRequest) {
      const answer = serve({
        head: headOf(request),
        body: await bytesOf(request.body),
      });
      const body =
        answer.body instanceof Readable
          ? answer.body
          : Readable.from(
              [answer.body ?? ""].map((part) => Buffer.from(part)),
              { objectMode: false },
            );
      return {
        response: { statusCode: answer.status, headers: answer.headers, body },
      };
    },
  };
}

/** The namespace of an SDK client, loaded the quick way. */
export function sdkClient(name: string): Record<string, unknown> {
  return createRequire(import.meta.url)(`@aws-sdk/client-${name}`) as Record<
    string,
    unknown
  >;
}

function headOf(request: SdkRequest): RequestHead {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers))
    headers[name.toLowerCase()] = value;
  return {
    method: request.method,
    path: request.path,
    query: buildQueryString(request.query),
    headers,
  };
}

async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === "string" || body instanceof Uint8Array)
    return Buffer.from(body as string);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>)
    chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
