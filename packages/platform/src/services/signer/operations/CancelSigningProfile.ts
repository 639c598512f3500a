import { CancelSigningProfileCommand } from "@aws-sdk/client-signer";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { needOnProfile, profileOf } from "../profile.ts";
import { signingProfiles } from "../tables.ts";

/** A cancelled profile signs no more; its signatures stay valid. */
export const CancelSigningProfile = operation(CancelSigningProfileCommand, {
  needs: async ({ profileName }, ctx) => [
    await needOnProfile("signer:CancelSigningProfile", profileName, ctx),
  ],

  async handle({ profileName }, ctx) {
    const profile = await profileOf(ctx, profileName);
    if (profile.status === "Revoked")
      throw fault(
        "ValidationException",
        `Signing Profile ${profileName} cannot be canceled because it has been revoked. A revoked profile cannot be canceled.`,
        400,
      );
    if (profile.status === "Active")
      await ctx.table(signingProfiles).put({
        ...profile,
        status: "Canceled",
        statusReason: `Canceled by ${ctx.caller.arn}`,
      });
    return {};
  },
});
