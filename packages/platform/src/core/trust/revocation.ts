import { revocationCheck, type RevocationCheck } from "@gatehouse/signing";
import type { Context } from "../context.ts";
import {
  revokedCertificates,
  revokedJobs,
  revokedProfileVersions,
} from "./tables.ts";

/**
 * Whether a signature is revoked, by what the state knows of its job, its profile version and its
 * certificates: point reads, so that a deployment waits for no list.
 */
export function storedRevocations(
  ctx: Pick<Context, "table">,
): RevocationCheck {
  return async (signature) => {
    const { jobArn, profileVersionArn, certificateHashes } = signature;
    const job = await ctx.table(revokedJobs).get(jobArn);
    const profile = await ctx
      .table(revokedProfileVersions)
      .get(profileVersionArn);
    const certificates = await Promise.all(
      certificateHashes.map((hash) => ctx.table(revokedCertificates).get(hash)),
    );
    return revocationCheck({
      jobArns: job ? [jobArn] : [],
      profileVersions: profile
        ? [[profileVersionArn, new Date(profile.effectiveAt)] as const]
        : [],
      certificateHashes: certificates.flatMap((row) =>
        row ? [row.certificateHash] : [],
      ),
    })(signature);
  };
}
