import {
  DeleteConflictException,
  DeleteInstanceProfileCommand,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { nameKey } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { onProfile, profileNamed } from "../instance-profiles.ts";
import { instanceProfiles } from "../tables.ts";
import { countDown } from "../usage.ts";

export const DeleteInstanceProfile = operation(DeleteInstanceProfileCommand, {
  needs: ({ InstanceProfileName }, ctx) =>
    onProfile("DeleteInstanceProfile", InstanceProfileName, ctx),

  async handle({ InstanceProfileName }, ctx) {
    const profile = await profileNamed(InstanceProfileName, ctx);
    if (profile.roleName !== undefined)
      throw fault(
        DeleteConflictException,
        "Cannot delete entity, must remove roles from instance profile first.",
      );
    await ctx.table(instanceProfiles).delete(nameKey(InstanceProfileName));
    await countDown(ctx, "InstanceProfiles");
    return {};
  },
});
