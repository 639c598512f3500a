import { assumedRole } from "../../core/assumed-role.ts";
import { roleCaller, type RoleCaller } from "../../core/caller.ts";
import type { Context } from "../../core/context.ts";
import { Fault, fault } from "../../core/errors.ts";
import { invalid } from "./stack.ts";
import { stackArn, type StackRow } from "./tables.ts";

const NOTHING = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Deny", Action: "*", Resource: "*" },
});

/** The rights of a stack's role, which CloudFormation takes on for that stack. @throws Fault as STS refuses */
export async function roleFor(
  stack: Pick<StackRow, "name" | "id">,
  roleArn: string,
  ctx: Context,
): Promise<RoleCaller> {
  const { caller } = await assumedRole(
    roleArn,
    stack.name.slice(0, 64),
    {
      as: "cloudformation.amazonaws.com",
      sourceArn: stackArn(ctx, stack),
      accountId: ctx.accountId,
    },
    ctx,
  );
  return caller;
}

/**
 * The rights of a role that is to carry an operation out, which begins only where CloudFormation may take the role on.
 * @throws Fault ValidationError; AccessDenied for a role of another account
 */
export async function checkRole(
  stack: Pick<StackRow, "name" | "id">,
  roleArn: string | undefined,
  ctx: Context,
): Promise<RoleCaller | undefined> {
  if (roleArn === undefined) return undefined;
  checkOwnRole(roleArn, ctx);
  try {
    return await roleFor(stack, roleArn, ctx);
  } catch (error) {
    if (!(error instanceof Fault) || error.side === "server") throw error;
    throw invalid(`Role ${roleArn} is invalid or cannot be assumed`);
  }
}

/** A role is handed over within its account only, whomever it trusts. @throws Fault AccessDenied */
export function checkOwnRole(
  roleArn: string | undefined,
  { accountId }: Pick<Context, "accountId">,
): void {
  if (roleArn !== undefined && roleArn.split(":")[4] !== accountId)
    throw fault("AccessDenied", "Cross-account pass role is not allowed.", 403);
}

/** A role that can no longer be taken on, as a caller to whom everything is denied: what is left of its operation fails. */
export function withoutRights(
  { name }: Pick<StackRow, "name">,
  roleArn: string,
  now: number,
): RoleCaller {
  const roleName = roleArn.split("/").at(-1) ?? "";
  const role = { arn: roleArn, roleName, roleId: "" };
  return roleCaller(role, name.slice(0, 64), {
    issuedAt: now,
    expiresAt: Number.MAX_SAFE_INTEGER,
    mfa: false,
    policies: [NOTHING],
  });
}
