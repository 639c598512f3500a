import {
  AddRoleToInstanceProfileCommand,
  LimitExceededException,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { onProfile, profileNamed } from "../instance-profiles.ts";
import { onRole, ownRole } from "../roles.ts";
import { instanceProfiles } from "../tables.ts";

/** The role is handed to EC2: that takes `iam:PassRole`. */
export const AddRoleToInstanceProfile = operation(
  AddRoleToInstanceProfileCommand,
  {
    needs: async ({ InstanceProfileName, RoleName }, ctx) => {
      const [pass] = await onRole("PassRole", RoleName, ctx);
      return [
        ...(await onProfile(
          "AddRoleToInstanceProfile",
          InstanceProfileName,
          ctx,
        )),
        // A role's tags do not bound who may pass it (IAM user guide, "Grant a user permissions to pass a role").
        allow(pass.action, pass.resource, {
          "iam:PassedToService": "ec2.amazonaws.com",
        }),
      ];
    },

    async handle({ InstanceProfileName, RoleName }, ctx) {
      const profile = await profileNamed(InstanceProfileName, ctx);
      const { roleName } = await ownRole(RoleName, ctx);
      if (profile.roleName !== undefined)
        throw fault(
          LimitExceededException,
          "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1",
        );
      await ctx.table(instanceProfiles).put({ ...profile, roleName });
      return {};
    },
  },
);
