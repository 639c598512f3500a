import { createHash, createHmac } from "node:crypto";

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A request to sign: the load generator replays its bytes, which is allowed for 15 minutes. */
export interface Unsigned {
  readonly url: string;
  readonly service: string;
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The bytes of an HTTP/1.1 request with a SigV4 signature (AWS: "Create a signed AWS API request"). */
export function signedRequest(
  unsigned: Unsigned,
  keys: Keys,
  region = "us-east-1",
): Buffer {
  const {
    url,
    service,
    method = "POST",
    path = "/",
    query = "",
    body = "",
  } = unsigned;
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const digest = createHash("sha256").update(body).digest("hex");
  const headers: Record<string, string> = {
    ...unsigned.headers,
    host: new URL(url).host,
    "x-amz-date": time,
    ...(service === "s3" ? { "x-amz-content-sha256": digest } : {}),
  };
  const names = Object.keys(headers).sort();
  const canonical = [
    method,
    path,
    query,
    ...names.map((name) => `${name}:${headers[name]}`),
    "",
    names.join(";"),
    digest,
  ].join("\n");
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${createHash("sha256").update(canonical).digest("hex")}`;
  const key = [time.slice(0, 8), region, service, "aws4_request"].reduce<
    string | Buffer
  >(
    (secret, part) => createHmac("sha256", secret).update(part).digest(),
    `AWS4${keys.secretAccessKey}`,
  );
  const signature = createHmac("sha256", key).update(text).digest("hex");
  const lines = [
    `${method} ${path}${query === "" ? "" : `?${query}`} HTTP/1.1`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `authorization: AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "",
    body,
  ];
  return Buffer.from(lines.join("\r\n"));
}
