import type { RequestHead } from "./request.ts";

/** The bucket and key of an S3 request, still percent-encoded; an empty key addresses the bucket. */
export interface S3Address {
  readonly bucket: string;
  readonly key: string;
}

/**
 * Reads bucket and key from path style (`/bucket/key`) or host style (`bucket.localhost`,
 * `bucket.s3.us-east-1.amazonaws.com`). S3's schemas do not say where the bucket stands.
 */
export function s3Address(head: RequestHead): S3Address {
  const path = head.path.startsWith("/") ? head.path.slice(1) : head.path;
  const hosted = bucketOfHost(head.headers["host"] ?? "");
  if (hosted) return { bucket: hosted, key: path };
  const slash = path.indexOf("/");
  return slash < 0
    ? { bucket: path, key: "" }
    : { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}

const hostStyle =
  /^(?<bucket>.+?)\.(?:s3[.-](?:[a-z0-9-]+\.)?(?:amazonaws\.com|localhost)|s3\.amazonaws\.com|localhost)$/;

function bucketOfHost(host: string): string | undefined {
  const name = host.replace(/:\d+$/, "").toLowerCase();
  const bucket = hostStyle.exec(name)?.groups?.["bucket"];
  // `s3.localhost` and `s3.us-east-1.localhost` are the endpoint itself.
  return bucket === undefined || bucket === "s3" || bucket.startsWith("s3.")
    ? undefined
    : bucket;
}
