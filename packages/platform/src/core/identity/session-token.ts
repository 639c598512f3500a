import type {
  FederatedCaller,
  RoleCaller,
  RootCaller,
  UserCaller,
} from "../caller.ts";
import { seal, unseal } from "./seal.ts";

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
  const sealed = seal(JSON.stringify(content), { key });
  return Buffer.concat([Buffer.from([VERSION]), sealed]).toString("base64");
}

/** Opens a token; undefined where it was not sealed by this installation or was changed since. */
export function unsealSession(
  token: string,
  key: Buffer,
): SessionContent | undefined {
  if (token.length > LONGEST) return undefined;
  const bytes = Buffer.from(token, "base64");
  if (bytes[0] !== VERSION) return undefined;
  const text = unseal(bytes.subarray(1), { key });
  return text === undefined ? undefined : (JSON.parse(text) as SessionContent);
}
