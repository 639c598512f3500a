import { createHash, createHmac } from "node:crypto";
import { REGION, type Keys } from "../../packages/platform/testing/cloud.ts";

/** A URL that reads an object for a minute with its signer's rights (S3 API reference, "Authenticating requests: query parameters"). */
export function presignedUrl(
  endpoint: string,
  path: string,
  keys: Keys,
): string {
  const { host } = new URL(endpoint);
  const at = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const day = at.slice(0, 8);
  const scope = `${day}/${REGION}/s3/aws4_request`;
  const query = [
    "X-Amz-Algorithm=AWS4-HMAC-SHA256",
    `X-Amz-Credential=${encodeURIComponent(`${keys.accessKeyId}/${scope}`)}`,
    `X-Amz-Date=${at}`,
    "X-Amz-Expires=60",
    "X-Amz-SignedHeaders=host",
  ].join("&");
  const canonical = `GET\n${path}\n${query}\nhost:${host}\n\nhost\nUNSIGNED-PAYLOAD`;
  const text = `AWS4-HMAC-SHA256\n${at}\n${scope}\n${sha256(canonical)}`;
  const key = [day, REGION, "s3", "aws4_request"].reduce<string | Buffer>(
    hmac,
    `AWS4${keys.secretAccessKey}`,
  );
  const signature = hmac(key, text).toString("hex");
  return `${endpoint}${path}?${query}&X-Amz-Signature=${signature}`;
}

const sha256 = (text: string): string =>
  createHash("sha256").update(text).digest("hex");

const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac("sha256", key).update(text).digest();
