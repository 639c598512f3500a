import { GetInstanceProfileCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { onProfile, profileNamed, wholeProfile } from "../instance-profiles.ts";

export const GetInstanceProfile = operation(GetInstanceProfileCommand, {
  needs: ({ InstanceProfileName }, ctx) =>
    onProfile("GetInstanceProfile", InstanceProfileName, ctx),

  async handle({ InstanceProfileName }, ctx) {
    return {
      InstanceProfile: await wholeProfile(
        await profileNamed(InstanceProfileName, ctx),
        ctx,
      ),
    };
  },
});
