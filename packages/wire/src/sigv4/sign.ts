import { hash } from "node:crypto";
import { canonicalRequest } from "./canonical.ts";
import { hmacOf } from "./hmac.ts";
import { signingKey } from "./signing-key.ts";

/** A request to sign. */
export interface Unsigned {
  readonly method: string;
  /** As it goes over the wire, without a query. */
  readonly path: string;
  /** Host and port, as the client sends it. */
  readonly host: string;
  readonly body: string | Uint8Array;
}

/** Who signs, and for what. */
export interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly region: string;
  /** The service of the scope, as `lambda`. */
  readonly service: string;
}

/** The headers that sign a request with Signature Version 4, body included, for any service but S3; good for a quarter of an hour. */
export function signatureHeaders(
  { method, path, host, body }: Unsigned,
  { accessKeyId, secretAccessKey, sessionToken, region, service }: Signer,
  now: Date,
): Record<string, string> {
  const amzDate = now.toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const date = amzDate.slice(0, 8);
  const payload = hash("sha256", body);
  const headers: Record<string, string> = {
    host,
    "x-amz-content-sha256": payload,
    "x-amz-date": amzDate,
    ...(sessionToken === undefined
      ? {}
      : { "x-amz-security-token": sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const canonical = canonicalRequest(
    { method, path, query: "", headers },
    names,
    false,
    payload,
  );
  const scope = `${date}/${region}/${service}/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${amzDate}\n${scope}\n${hash("sha256", canonical ?? "")}`;
  const key = signingKey(secretAccessKey, date, region, service);
  const signature = hmacOf(key, text);
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`,
  };
}
