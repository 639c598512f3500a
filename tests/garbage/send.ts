import { request, type Agent, type IncomingHttpHeaders } from "node:http";
import { crc32 } from "node:zlib";
import type { PlatformProcess } from "../platform-process.ts";
import { signatureHeaders } from "../signed-request.ts";
import type { Draft } from "./draft.ts";

/** What came back; `broken` where this side broke the connection. */
export type Answer =
  | {
      readonly status: number;
      /** The name of the error, however the protocol spells it. */
      readonly error: string;
      readonly body: string;
    }
  | { readonly broken: true };

/** No call of the platform's takes longer, in milliseconds. */
const LONGEST = 30_000;

/** Connections are kept between requests, as clients do. */
export function sender(
  { url, exports }: PlatformProcess,
  agent: Agent,
): (draft: Draft, scope: string) => Promise<Answer> {
  const { host, hostname, port } = new URL(url);
  return (draft, scope) => {
    const { method, target, body, payload, breaksAt } = draft;
    const own = ownHeaders(draft);
    const headers = {
      ...own,
      ...signatureHeaders({
        headers: own,
        method,
        target,
        host,
        body,
        payload,
        service: scope,
        region: "us-east-1",
        accessKeyId: exports["AWS_ACCESS_KEY_ID"] ?? "",
        secretAccessKey: exports["AWS_SECRET_ACCESS_KEY"] ?? "",
        now: new Date(),
      }),
      "content-length": String(body.length),
    };
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          agent,
          hostname,
          port,
          method,
          path: target,
          headers,
          timeout: LONGEST,
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
          incoming.on("error", reject);
          incoming.on("end", () => {
            const body = Buffer.concat(chunks).toString().slice(0, 2000);
            const error = errorName(incoming.headers, body);
            resolve({ status: incoming.statusCode ?? 0, error, body });
          });
        },
      );
      outgoing.on("timeout", () =>
        outgoing.destroy(new Error(`no answer within ${LONGEST} ms`)),
      );
      if (breaksAt === undefined || breaksAt >= body.length) {
        outgoing.on("error", reject);
        outgoing.end(body);
        return;
      }
      outgoing.on("error", () => resolve({ broken: true }));
      outgoing.write(body.subarray(0, breaksAt), () =>
        setTimeout(() => outgoing.destroy(), 2),
      );
    });
  };
}

function errorName(headers: IncomingHttpHeaders, body: string): string {
  const type = headers["x-amzn-errortype"];
  return (
    (typeof type === "string" ? type.split(":")[0] : undefined) ??
    /<Code>(\w+)|"__type":"(?:[^"#]*#)?(\w+)/
      .exec(body)
      ?.slice(1)
      .find((name) => name !== undefined) ??
    ""
  );
}

/** Without the SDK's signature; its checksums of the body are made anew, so that the body is read. */
function ownHeaders({ headers, body }: Draft): Record<string, string> {
  const checked = Object.keys(headers).some(
    (name) => name === "content-md5" || name.startsWith("x-amz-checksum-crc"),
  );
  const kept = Object.entries(headers).filter(
    ([name]) =>
      !/^(authorization|host|content-length|x-amz-date|x-amz-content-sha256|x-amz-security-token|amz-sdk-.*|user-agent|x-amz-user-agent)$/.test(
        name,
      ) &&
      !(
        checked &&
        /^(content-md5|x-amz-checksum-crc\w+|x-amz-sdk-checksum-algorithm)$/.test(
          name,
        )
      ),
  );
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return {
    ...Object.fromEntries(kept),
    ...(checked
      ? {
          "x-amz-sdk-checksum-algorithm": "CRC32",
          "x-amz-checksum-crc32": sum.toString("base64"),
        }
      : {}),
  };
}
