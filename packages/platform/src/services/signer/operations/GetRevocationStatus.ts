import { GetRevocationStatusCommand } from "@aws-sdk/client-signer";
import { allow, operation } from "../../../core/operation.ts";
import {
  revokedCertificates,
  revokedJobs,
  revokedProfileVersions,
} from "../../../core/trust/tables.ts";
import { needOnVersion } from "../profile.ts";
import { platformOf } from "../platforms.ts";

/** Which of the things behind a signature, made at a time, are revoked. */
export const GetRevocationStatus = operation(GetRevocationStatusCommand, {
  needs: async ({ jobArn, profileVersionArn }, ctx) => [
    allow("signer:GetRevocationStatus", jobArn),
    await needOnVersion("signer:GetRevocationStatus", profileVersionArn, ctx),
  ],

  async handle(
    {
      signatureTimestamp,
      platformId,
      profileVersionArn,
      jobArn,
      certificateHashes,
    },
    ctx,
  ) {
    platformOf(platformId);
    const profile = await ctx
      .table(revokedProfileVersions)
      .get(profileVersionArn);
    const job = await ctx.table(revokedJobs).get(jobArn);
    const certificates = await Promise.all(
      certificateHashes.map((hash) =>
        ctx.table(revokedCertificates).get(hash.toLowerCase()),
      ),
    );
    const profileRevoked =
      profile !== undefined &&
      signatureTimestamp.getTime() >= profile.effectiveAt;
    return {
      revokedEntities: [
        ...(profileRevoked ? [profileVersionArn] : []),
        ...(job ? [jobArn] : []),
        ...certificateHashes.filter(
          (_hash, i) => certificates[i] !== undefined,
        ),
      ],
    };
  },
});
