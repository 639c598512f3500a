import { assumedRole, type AssumedRole } from "../../../core/assumed-role.ts";
import type { Context } from "../../../core/context.ts";
import { allow, type Need } from "../../../core/operation.ts";

/** As whom hooks' roles are assumed. */
export const HOOKS_SERVICE = "hooks.cloudformation.amazonaws.com";

/** Handing a role over to a hook. */
export function passToHook(roleArn: string | undefined): readonly Need[] {
  return roleArn === undefined
    ? []
    : [
        allow("iam:PassRole", roleArn, {
          "iam:PassedToService": HOOKS_SERVICE,
        }),
      ];
}

/** Credentials of a hook's role. @throws Fault AccessDenied where it does not trust hooks */
export function hookRole(
  roleArn: string,
  {
    typeArn,
    typeName,
  }: { readonly typeArn: string; readonly typeName: string },
  ctx: Context,
): Promise<AssumedRole> {
  const session = typeName.replaceAll("::", "-").slice(-64);
  return assumedRole(
    roleArn,
    session,
    {
      as: HOOKS_SERVICE,
      sourceArn: typeArn,
      accountId: ctx.accountId,
      region: ctx.region,
    },
    ctx,
  );
}
