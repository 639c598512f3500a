import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";

const LONGEST = 10_240;
const NONCE = 12;
const TAG = 16;
/** Keeps these messages apart from session tokens, which are sealed under the same key. */
const PURPOSE = Buffer.from("authorization-message");

/** Seals why a call was denied into the text that a denial carries; sts:DecodeAuthorizationMessage opens it. */
export function sealAuthorizationMessage(
  explanation: object,
  key: Buffer,
): string {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(PURPOSE);
  const text = deflateRawSync(JSON.stringify(explanation));
  const sealed = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString(
    "base64url",
  );
}

/** The explanation as JSON text; undefined where the message was not sealed by this installation. */
export function openAuthorizationMessage(
  message: string,
  key: Buffer,
): string | undefined {
  if (message.length > LONGEST) return undefined;
  const bytes = Buffer.from(message, "base64url");
  if (bytes.length <= NONCE + TAG) return undefined;
  try {
    const decipher = createDecipheriv(
      "aes-256-gcm",
      key,
      bytes.subarray(0, NONCE),
    ).setAAD(PURPOSE);
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
