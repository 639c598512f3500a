import type { Context } from "../../core/context.ts";
import {
  sealSession,
  type SessionCaller,
} from "../../core/identity/session-token.ts";
import { sessionKeyId, sessionSecret } from "./session-key.ts";

/** Temporary credentials as STS answers them. */
export interface TemporaryCredentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  readonly Expiration: Date;
}

/** Makes temporary credentials for a session's caller, who learns their access key id. */
export function temporaryCredentials(
  ctx: Context,
  caller: SessionCaller,
): TemporaryCredentials {
  const accessKeyId = sessionKeyId(caller.accountId);
  const secretAccessKey = sessionSecret();
  const content = {
    accessKeyId,
    secretAccessKey,
    caller: { ...caller, accessKeyId },
  };
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sealSession(content, ctx.platform.secret),
    // AWS's expirations are whole seconds.
    Expiration: new Date(
      Math.floor((caller.session?.expiresAt ?? 0) / 1000) * 1000,
    ),
  };
}
