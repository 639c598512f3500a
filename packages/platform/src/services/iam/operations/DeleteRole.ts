import {
  DeleteConflictException,
  DeleteRoleCommand,
} from "@aws-sdk/client-iam";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { nameKey, type Role } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { removeRole } from "../new-role.ts";
import { onRole, ownRole } from "../roles.ts";
import { instanceProfiles } from "../tables.ts";

/** Only a role without policies, in no instance profile, can be deleted. */
export const DeleteRole = operation(DeleteRoleCommand, {
  needs: ({ RoleName }, ctx) => onRole("DeleteRole", RoleName, ctx),

  async handle({ RoleName }, ctx) {
    const role = await ownRole(RoleName, ctx);
    const held = await firstHeld(role, ctx);
    if (held !== undefined)
      throw fault(
        DeleteConflictException,
        `Cannot delete entity, must ${held} first.`,
      );
    await removeRole(role, ctx);
    return {};
  },
});

async function firstHeld(
  role: Role,
  ctx: Context,
): Promise<string | undefined> {
  const profiles = await ctx.table(instanceProfiles).list({
    index: "byRole",
    prefix: [nameKey(role.roleName)],
    limit: 1,
  });
  if (profiles.rows.length > 0) return "remove roles from instance profile";
  if (role.attachedPolicies.length > 0) return "detach all policies";
  return Object.keys(role.inlinePolicies).length > 0
    ? "delete policies"
    : undefined;
}
