import { randomUUID } from "node:crypto";
import {
  PutSigningProfileCommand,
  ValidationException,
} from "@aws-sdk/client-signer";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { alphanumeric } from "../../../core/random.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { signingAuthority } from "../../../core/trust/authority.ts";
import { platformOf } from "../platforms.ts";
import { checkedValidity } from "../profile.ts";
import {
  profileArn,
  profileVersionArn,
  signingProfiles,
  type SigningProfileRow,
} from "../tables.ts";

/** A name is used once: even after a cancellation it cannot be put again. */
export const PutSigningProfile = operation(PutSigningProfileCommand, {
  needs: ({ tags }) => [
    allow("signer:PutSigningProfile", "*", requestTagKeys(tags)),
  ],

  async handle(input, ctx) {
    const {
      profileName,
      platformId,
      signatureValidityPeriod,
      signingParameters,
      tags,
    } = input;
    platformOf(platformId);
    if (input.signingMaterial || input.overrides)
      throw fault(
        ValidationException,
        `Signing material and overrides cannot be given for platform ${platformId}.`,
      );
    if (await ctx.table(signingProfiles).get(profileName))
      throw fault(
        ValidationException,
        `Profile with name ${profileName} already exists`,
      );
    await signingAuthority(ctx);

    const profile: SigningProfileRow = {
      profileName,
      profileVersion: alphanumeric(10),
      platformId,
      validity: checkedValidity(signatureValidityPeriod),
      ...(signingParameters ? { signingParameters } : {}),
      status: "Active",
      createdAt: ctx.now(),
      tags: tags ?? {},
      permissions: [],
      permissionsRevision: randomUUID(),
    };
    await ctx.table(signingProfiles).put(profile);
    return {
      arn: profileArn(ctx, profileName),
      profileVersion: profile.profileVersion,
      profileVersionArn: profileVersionArn(ctx, profile),
    };
  },
});
