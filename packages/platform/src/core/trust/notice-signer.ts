import { createHash, sign } from "node:crypto";
import { issueNoticeSigner } from "@gatehouse/signing";
import type { Context } from "../context.ts";
import { signingAuthority } from "./authority.ts";
import { INSTALLATION, noticeSigners, type NoticeSigner } from "./tables.ts";

/** The path under which the gateway hands out the certificate of what SNS signs. */
export const NOTICE_CERTIFICATES = "/_gatehouse/SimpleNotificationService-";

/**
 * The key with which SNS signs what it sends, made at its first use. Whoever asks first keeps it for all: a listener
 * that only reads aside asks through {@link ensureNoticeSigner} before.
 */
export async function noticeSigner(
  ctx: Pick<Context, "table">,
): Promise<NoticeSigner & { readonly path: string }> {
  const row = await ctx.table(noticeSigners).get(INSTALLATION);
  if (!row) throw new Error("No key to sign notifications was made.");
  return { ...row, path: `${NOTICE_CERTIFICATES}${row.fingerprint}.pem` };
}

/** Makes the key where there is none. Writes with the unit of work of `ctx`. */
export async function ensureNoticeSigner(
  ctx: Pick<Context, "table" | "now">,
): Promise<void> {
  const rows = ctx.table(noticeSigners);
  if (await rows.get(INSTALLATION)) return;
  const authority = await signingAuthority(ctx);
  const { chainPem, privateKeyPem } = issueNoticeSigner(
    authority,
    new Date(ctx.now()),
  );
  const fingerprint = createHash("sha256").update(chainPem).digest("hex");
  await rows.put({
    id: INSTALLATION,
    chainPem,
    privateKeyPem,
    fingerprint: fingerprint.slice(0, 32),
  });
}

/** A signature over a text, in base64. */
export function signNotice(
  { privateKeyPem }: NoticeSigner,
  text: string,
  digest: "sha1" | "sha256",
): string {
  return sign(digest, Buffer.from(text), privateKeyPem).toString("base64");
}
