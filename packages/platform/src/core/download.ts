import { createHmac, timingSafeEqual } from "node:crypto";
import type { BlobRef } from "../store/blobs.ts";

/** The path under which the gateway hands out content to whoever holds a signed address. */
export const DOWNLOADS = "/_gatehouse/download/";

const LIFETIME = 600_000;

interface Granting {
  readonly now: () => number;
  readonly request: { readonly origin: string };
  readonly platform: {
    readonly endpoint: () => string;
    readonly secret: Buffer;
  };
}

/**
 * An address from which content can be fetched without credentials for ten minutes, as the presigned S3
 * addresses that Lambda answers as `Code.Location`.
 */
export function downloadUrl(ref: BlobRef, ctx: Granting): string {
  const expires = String(ctx.now() + LIFETIME);
  const origin = ctx.request.origin || ctx.platform.endpoint();
  const query = new URLSearchParams({
    size: String(ref.size),
    expires,
    signature: signatureOf(ref, expires, ctx.platform.secret),
  });
  return `${origin}${DOWNLOADS}${ref.sha256}?${query.toString()}`;
}

/** The content that an address grants, or undefined where it is not ours, was changed or has expired. */
export function grantedDownload(
  url: URL,
  secret: Buffer,
  now: number,
): BlobRef | undefined {
  const ref = {
    sha256: url.pathname.slice(DOWNLOADS.length),
    size: Number(url.searchParams.get("size")),
  };
  const expires = url.searchParams.get("expires") ?? "";
  const given = Buffer.from(url.searchParams.get("signature") ?? "");
  const expected = Buffer.from(signatureOf(ref, expires, secret));
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return undefined;
  return now < Number(expires) ? ref : undefined;
}

function signatureOf(ref: BlobRef, expires: string, secret: Buffer): string {
  return createHmac("sha256", secret)
    .update(`download\n${ref.sha256}\n${ref.size}\n${expires}`)
    .digest("hex");
}
