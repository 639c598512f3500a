import type { AssumedRole } from "../../../../core/assumed-role.ts";
import type { RoleCaller } from "../../../../core/caller.ts";
import type { Context, PlatformFacts } from "../../../../core/context.ts";
import { assumeExecutionRole } from "../../execution-role.ts";
import type { FunctionReference } from "../../function-reference.ts";

const RENEW_BEFORE = 900_000;
const KEPT_AT_MOST = 1000;

const byPlatform = new WeakMap<PlatformFacts, Map<string, AssumedRole>>();

/**
 * A session of a function's role, for what Lambda does with its rights: one serves until it nears its end. What
 * the role may do is judged at each call.
 * @throws Fault AccessDenied as STS refuses
 */
export async function roleSession(
  roleArn: string,
  reference: FunctionReference,
  ctx: Context,
): Promise<RoleCaller> {
  let sessions = byPlatform.get(ctx.platform);
  if (!sessions) byPlatform.set(ctx.platform, (sessions = new Map()));
  const name = `${roleArn} ${reference.functionArn}`;
  let session = sessions.get(name);
  if (!session || session.expiration.getTime() - RENEW_BEFORE < ctx.now()) {
    session = await assumeExecutionRole(roleArn, reference, ctx);
    if (sessions.size >= KEPT_AT_MOST) sessions.clear();
    sessions.set(name, session);
  }
  return session.caller;
}
