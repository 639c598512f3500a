import {
  NoSuchEntityException,
  RemoveRoleFromInstanceProfileCommand,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { nameKey } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { onProfile, profileNamed } from "../instance-profiles.ts";
import { instanceProfiles } from "../tables.ts";

export const RemoveRoleFromInstanceProfile = operation(
  RemoveRoleFromInstanceProfileCommand,
  {
    needs: ({ InstanceProfileName }, ctx) =>
      onProfile("RemoveRoleFromInstanceProfile", InstanceProfileName, ctx),

    async handle({ InstanceProfileName, RoleName }, ctx) {
      const { roleName, ...profile } = await profileNamed(
        InstanceProfileName,
        ctx,
      );
      if (roleName === undefined || nameKey(roleName) !== nameKey(RoleName))
        throw fault(
          NoSuchEntityException,
          `The role with name ${RoleName} cannot be found.`,
        );
      await ctx.table(instanceProfiles).put(profile);
      return {};
    },
  },
);
