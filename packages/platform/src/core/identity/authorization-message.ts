import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";

const LONGEST = 10_240;
const NONCE = 12;
const TAG = 16;

/** Keeps these messages apart from session tokens, which are sealed under the same key, and each account's to itself. */
const purpose = (accountId: string): Buffer =>
  Buffer.from(`authorization-message ${accountId}`);

/** Seals why a call was denied into the text that a denial carries; sts:DecodeAuthorizationMessage opens it, for the account whose call it was. */
export function sealAuthorizationMessage(
  explanation: object,
  key: Buffer,
  accountId: string,
): string {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(
    purpose(accountId),
  );
  // Every denial pays for this: the fastest level, which is nearly as small here.
  const text = deflateRawSync(JSON.stringify(explanation), { level: 1 });
  const sealed = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString(
    "base64url",
  );
}

/** The explanation as JSON text; undefined where the message was not sealed by this installation for the account. */
export function openAuthorizationMessage(
  message: string,
  key: Buffer,
  accountId: string,
): string | undefined {
  if (message.length > LONGEST) return undefined;
  const bytes = Buffer.from(message, "base64url");
  if (bytes.length <= NONCE + TAG) return undefined;
  try {
    const decipher = createDecipheriv(
      "aes-256-gcm",
      key,
      bytes.subarray(0, NONCE),
    ).setAAD(purpose(accountId));
    decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
    const text = Buffer.concat([
      decipher.update(bytes.subarray(NONCE + TAG)),
      decipher.final(),
    ]);
    return inflateRawSync(text, { maxOutputLength: 1 << 20 }).toString();
  } catch {
    return undefined;
  }
}
