import { createHash, createHmac } from "node:crypto";

/** A request to sign; the path stands as it goes over the wire, with its query. */
export interface Unsigned {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  /** Those of them that AWS wants signed are: `x-amz-*` and the content's type. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** What stands for the body in the signature, as `UNSIGNED-PAYLOAD`; its SHA-256 where not given. */
  readonly payload?: string | undefined;
  /** The service of the scope, as `lambda`. */
  readonly service: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** What headers and scope say; a server takes it for 15 minutes. */
  readonly now: Date;
}

/**
 * The headers that sign a request with AWS's Signature Version 4, for whatever bytes and whatever path: unlike the
 * SDK's signer it has no opinion on either. Depends on Node alone, so that functions under test can use it too.
 */
export function signatureHeaders(request: Unsigned): Record<string, string> {
  const { method, target, host, body, service, region, sessionToken } = request;
  const amzDate = request.now.toISOString().replaceAll(/-|:|\.\d+/g, "");
  const day = amzDate.slice(0, 8);
  const hash = request.payload ?? sha256(body);
  const headers: Record<string, string> = {
    ...Object.fromEntries(
      Object.entries(request.headers ?? {}).filter(([name]) =>
        /^(x-amz-.*|content-type)$/.test(name),
      ),
    ),
    host,
    "x-amz-content-sha256": hash,
    "x-amz-date": amzDate,
    ...(sessionToken === undefined
      ? {}
      : { "x-amz-security-token": sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const at = target.indexOf("?");
  const path = at < 0 ? target : target.slice(0, at);
  const canonical = [
    method,
    service === "s3" ? reencoded(path, "/") : encodedTwice(path),
    at < 0 ? "" : canonicalQuery(target.slice(at + 1)),
    ...names.map(
      (name) => `${name}:${headers[name]?.trim().replaceAll(/ +/g, " ")}`,
    ),
    "",
    names.join(";"),
    hash,
  ].join("\n");
  const scope = `${day}/${region}/${service}/aws4_request`;
  const key = [day, region, service, "aws4_request"].reduce<string | Buffer>(
    hmac,
    `AWS4${request.secretAccessKey}`,
  );
  const text = `AWS4-HMAC-SHA256\n${amzDate}\n${scope}\n${sha256(canonical)}`;
  const signature = hmac(key, text).toString("hex");
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${request.accessKeyId}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`,
  };
}

/** Every service but S3 encodes the escapes of a path once more, and resolves its dots. */
function encodedTwice(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split("/"))
    if (segment === "..") kept.pop();
    else if (segment !== "" && segment !== ".") kept.push(encoded(segment));
  const end = path.endsWith("/") && kept.length > 0 ? "/" : "";
  return `/${kept.join("/")}${end}`;
}

function canonicalQuery(query: string): string {
  return query
    .split("&")
    .filter((part) => part !== "")
    .map((part) => {
      const [name = "", ...value] = part.split("=");
      return [reencoded(name, ""), reencoded(value.join("="), "")] as const;
    })
    .sort(([a, x], [b, y]) => (a < b || (a === b && x < y) ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

/** Written the canonical way, whichever way it was written; a broken escape stays as it is. */
function reencoded(text: string, separator: string): string {
  const parts = separator === "" ? [text] : text.split(separator);
  return parts.map((part) => encoded(decoded(part))).join(separator);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Every byte but AWS's unreserved characters as an escape; lone surrogates as the replacement character. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
