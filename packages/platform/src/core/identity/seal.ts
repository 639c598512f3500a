import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";

const NONCE = 12;
const TAG = 16;
const LARGEST = 1 << 20;

/** What goes with a text that is sealed. */
export interface Sealing {
  /** The installation's key: 32 bytes. */
  readonly key: Buffer;
  /** Keeps apart what is sealed under one key for different ends; not part of the sealed bytes. */
  readonly purpose?: string;
}

/**
 * Compresses and seals a text (AES-256-GCM): nonce, authentication tag, ciphertext.
 * @param level of compression, as zlib counts it
 */
export function seal(text: string, sealing: Sealing, level?: number): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv("aes-256-gcm", sealing.key, nonce);
  cipher.setAAD(purposeOf(sealing));
  const packed = deflateRawSync(text, level === undefined ? {} : { level });
  const sealed = Buffer.concat([cipher.update(packed), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** The text of sealed bytes; undefined where they were not sealed with this key for this purpose, or changed since. */
export function unseal(bytes: Buffer, sealing: Sealing): string | undefined {
  if (bytes.length <= NONCE + TAG) return undefined;
  try {
    const decipher = createDecipheriv(
      "aes-256-gcm",
      sealing.key,
      bytes.subarray(0, NONCE),
    );
    decipher.setAAD(purposeOf(sealing));
    decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
    const packed = Buffer.concat([
      decipher.update(bytes.subarray(NONCE + TAG)),
      decipher.final(),
    ]);
    return inflateRawSync(packed, { maxOutputLength: LARGEST }).toString();
  } catch {
    return undefined;
  }
}

const purposeOf = ({ purpose = "" }: Sealing): Buffer => Buffer.from(purpose);
