import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type {
  FederatedCaller,
  RoleCaller,
  RootCaller,
  UserCaller,
} from "../caller.ts";

/** Whom temporary credentials stand for. */
export type SessionCaller =
  RootCaller | UserCaller | RoleCaller | FederatedCaller;

/** What a session token holds: nothing about a session needs to be stored. */
export interface SessionContent {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly caller: SessionCaller;
}

const VERSION = 1;
const LONGEST = 16_384;

/**
 * Seals a session into the token that its holder sends with every request (AES-256-GCM under the
 * installation's key). AWS's session tokens are opaque too, and carry the packed session policies.
 */
export function sealSession(content: SessionContent, key: Buffer): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const text = deflateRawSync(JSON.stringify(content));
  const sealed = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([
    Buffer.from([VERSION]),
    nonce,
    cipher.getAuthTag(),
    sealed,
  ]).toString("base64");
}

/** Opens a token; undefined where it was not sealed by this installation or was changed since. */
export function unsealSession(
  token: string,
  key: Buffer,
): SessionContent | undefined {
  if (token.length > LONGEST) return undefined;
  const bytes = Buffer.from(token, "base64");
  if (bytes.length < 30 || bytes[0] !== VERSION) return undefined;
  try {
    const decipher = createDecipheriv(
      "aes-256-gcm",
      key,
      bytes.subarray(1, 13),
    );
    decipher.setAuthTag(bytes.subarray(13, 29));
    const text = Buffer.concat([
      decipher.update(bytes.subarray(29)),
      decipher.final(),
    ]);
    return JSON.parse(
      inflateRawSync(text, { maxOutputLength: 1 << 20 }).toString(),
    ) as SessionContent;
  } catch {
    return undefined;
  }
}
