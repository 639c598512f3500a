import { GetSigningProfileCommand } from "@aws-sdk/client-signer";
import { operation } from "../../../core/operation.ts";
import { profileSummary } from "../describe.ts";
import { needOnProfile, profileOf } from "../profile.ts";

export const GetSigningProfile = operation(GetSigningProfileCommand, {
  needs: async ({ profileName, profileOwner }, ctx) => [
    await needOnProfile(
      "signer:GetSigningProfile",
      profileName,
      ctx,
      profileOwner,
    ),
  ],

  async handle({ profileName, profileOwner }, ctx) {
    const place = {
      accountId: profileOwner ?? ctx.accountId,
      region: ctx.region,
    };
    const profile = await profileOf(ctx, profileName, place);
    const { statusReason, revocation } = profile;
    return {
      ...profileSummary(profile, place),
      ...(statusReason === undefined ? {} : { statusReason }),
      ...(revocation
        ? {
            revocationRecord: {
              revocationEffectiveFrom: new Date(revocation.effectiveFrom),
              revokedAt: new Date(revocation.revokedAt),
              revokedBy: revocation.revokedBy,
            },
          }
        : {}),
    };
  },
});
