import {
  ANONYMOUS,
  roleCaller,
  serviceCaller,
  type Caller,
  type RoleCaller,
} from "../../core/caller.ts";
import { parseArn } from "../../core/arn.ts";
import type { NeedsContext } from "../../core/context.ts";
import { rootCaller } from "../../core/identity/root.ts";
import { nameKey, roles, users } from "../../core/identity/tables.ts";

/**
 * The caller that a name stands for, as if it called now without MFA: an ARN of a user, a role, a role's
 * session or an account's root, `user/NAME` or `role/NAME` of the asking account, an account's id, a
 * service principal, or `*` for nobody in particular. Undefined where there is none of that name.
 */
export async function callerNamed(
  name: string,
  ctx: NeedsContext,
  sourceArn?: string,
): Promise<Caller | undefined> {
  if (name === "*") return ANONYMOUS;
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com$/.test(name))
    return serviceCaller(name, ctx.accountId, sourceArn);
  if (/^\d{12}$/.test(name)) return rootCaller(name);
  const { accountId, resource } = parseArn(name) ?? {
    accountId: ctx.accountId,
    resource: name,
  };
  const [kind, ...path] = resource.split("/");
  const given = parseArn(name) && name;
  switch (kind) {
    case "root":
      return path.length === 0 ? rootCaller(accountId) : undefined;
    case "user":
      return userNamed(accountId, path.at(-1) ?? "", given, ctx);
    case "role":
      return roleNamed(accountId, path.at(-1) ?? "", given, ctx);
    case "assumed-role":
      return roleNamed(accountId, path[0] ?? "", undefined, ctx, path[1]);
    default:
      return undefined;
  }
}

async function userNamed(
  accountId: string,
  name: string,
  given: string | undefined,
  ctx: NeedsContext,
): Promise<Caller | undefined> {
  const user = await ctx.table(users, { accountId }).get(nameKey(name));
  if (!user || (given !== undefined && user.arn !== given)) return undefined;
  const { arn, userId: principalId, userName } = user;
  return { type: "IAMUser", arn, accountId, principalId, userName };
}

async function roleNamed(
  accountId: string,
  name: string,
  given: string | undefined,
  ctx: NeedsContext,
  sessionName = "explain",
): Promise<RoleCaller | undefined> {
  const role = await ctx.table(roles, { accountId }).get(nameKey(name));
  if (!role || (given !== undefined && role.arn !== given)) return undefined;
  return roleCaller(role, sessionName, {
    issuedAt: ctx.now(),
    expiresAt: ctx.now() + 3_600_000,
    mfa: false,
  });
}
