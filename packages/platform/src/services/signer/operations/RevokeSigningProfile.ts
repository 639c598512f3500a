import {
  ResourceNotFoundException,
  RevokeSigningProfileCommand,
  ValidationException,
} from "@aws-sdk/client-signer";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { revokedProfileVersions } from "../../../core/trust/tables.ts";
import { needOnProfile, profileOf } from "../profile.ts";
import { profileVersionArn, signingProfiles } from "../tables.ts";

/** Signatures made at `effectiveTime` or later count no more; for good, and a repetition may only reach further back. */
export const RevokeSigningProfile = operation(RevokeSigningProfileCommand, {
  needs: async ({ profileName }, ctx) => [
    await needOnProfile("signer:RevokeSigningProfile", profileName, ctx),
  ],

  async handle({ profileName, profileVersion, reason, effectiveTime }, ctx) {
    const profile = await profileOf(ctx, profileName);
    if (profile.profileVersion !== profileVersion)
      throw fault(
        ResourceNotFoundException,
        `profile with name ${profileName} and version ${profileVersion} does not exist`,
      );
    const effectiveFrom = effectiveTime.getTime();
    if (effectiveFrom > ctx.now())
      throw fault(
        ValidationException,
        "The effective time of a revocation must be in the past.",
      );
    if (profile.revocation && effectiveFrom >= profile.revocation.effectiveFrom)
      throw fault(
        ValidationException,
        `Signing Profile ${profileName} is already revoked. Its effective time can only be moved earlier.`,
      );

    const revokedBy = ctx.caller.arn;
    const revokedAt = ctx.now();
    const arn = profileVersionArn(ctx, profile);
    await ctx.table(revokedProfileVersions).put({
      profileVersionArn: arn,
      reason,
      effectiveAt: effectiveFrom,
      revokedAt,
      revokedBy,
    });
    await ctx.table(signingProfiles).put({
      ...profile,
      status: "Revoked",
      statusReason: reason,
      revocation: { effectiveFrom, revokedAt, revokedBy },
    });
    return {};
  },
});
