import {
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from "node:http";
import { text } from "node:stream/consumers";
import { signatureHeaders } from "@gatehouse/wire";
import { REGION, type Cloud, type Keys } from "../../../../testing/cloud.ts";

/** A request to a function URL, by the host that names it, without asking a resolver for it. */
export interface UrlRequest {
  readonly method?: string;
  /** With its query; the signer takes paths without one. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Signs it for service `lambda`. */
  readonly keys?: Keys;
  readonly region?: string;
}

/** What a function URL answered. */
export interface UrlAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends a request and reads its answer whole. */
export async function urlRequest(
  cloud: Pick<Cloud, "url">,
  urlId: string,
  asked: UrlRequest = {},
): Promise<UrlAnswer> {
  const answer = await openUrl(cloud, urlId, asked);
  const { statusCode = 0, headers } = answer;
  return { status: statusCode, headers, body: await text(answer) };
}

/** Sends a request and answers as soon as its answer begins. */
export function openUrl(
  { url }: Pick<Cloud, "url">,
  urlId: string,
  asked: UrlRequest = {},
): Promise<IncomingMessage> {
  const {
    method = "GET",
    path = "/",
    body = "",
    keys,
    region = REGION,
  } = asked;
  const { port } = new URL(url);
  const host = `${urlId}.lambda-url.${REGION}.localhost:${port}`;
  const bytes = Buffer.from(body);
  const headers = { host, ...asked.headers };
  const signed = keys
    ? signatureHeaders(
        { method, path, host, body: bytes },
        { ...keys, service: "lambda", region },
        new Date(),
      )
    : {};
  return new Promise((resolve, reject) => {
    const length = bytes.length > 0 ? { "content-length": bytes.length } : {};
    request(url, {
      method,
      path,
      headers: { ...headers, ...signed, ...length },
      agent: false,
    })
      .on("response", resolve)
      .on("error", reject)
      .end(bytes);
  });
}

/** The first label of a function URL's host, or of the path that stands for it. */
export function urlIdOf(functionUrl: string | undefined): string {
  return /[a-z2-7]{32}/.exec(functionUrl ?? "")?.[0] ?? "";
}
