import type {
  DescribeSigningJobCommandOutput,
  SigningJob,
  SigningProfile,
} from "@aws-sdk/client-signer";
import type { Place } from "../../core/context.ts";
import { displayNameOf } from "./platforms.ts";
import {
  profileArn,
  profileVersionArn,
  type SigningJobRow,
  type SigningProfileRow,
} from "./tables.ts";

/** A profile as lists show it. */
export function profileSummary(
  profile: SigningProfileRow,
  place: Place,
): SigningProfile {
  const {
    profileName,
    profileVersion,
    platformId,
    validity,
    status,
    signingParameters,
    tags,
  } = profile;
  return {
    profileName,
    profileVersion,
    profileVersionArn: profileVersionArn(place, profile),
    signatureValidityPeriod: { ...validity },
    platformId,
    platformDisplayName: displayNameOf(platformId),
    ...(signingParameters
      ? { signingParameters: { ...signingParameters } }
      : {}),
    status,
    arn: profileArn(place, profileName),
    tags: { ...tags },
  };
}

/** A job as lists show it. */
export function jobSummary(job: SigningJobRow): SigningJob {
  const {
    jobId,
    profileName,
    profileVersion,
    platformId,
    jobOwner,
    jobInvoker,
    status,
  } = job;
  return {
    jobId,
    ...(job.source ? { source: { s3: { ...job.source } } } : {}),
    ...signedObject(job),
    createdAt: new Date(job.createdAt),
    status,
    isRevoked: job.revocation !== undefined,
    profileName,
    profileVersion,
    platformId,
    platformDisplayName: displayNameOf(platformId),
    signatureExpiresAt: new Date(job.signatureExpiresAt),
    jobOwner,
    jobInvoker,
  };
}

/** A job in full. */
export function jobDescription(
  job: SigningJobRow,
): Omit<DescribeSigningJobCommandOutput, "$metadata"> {
  const { isRevoked: _revoked, ...summary } = jobSummary(job);
  const { revocation } = job;
  return {
    ...summary,
    ...(job.completedAt === undefined
      ? {}
      : { completedAt: new Date(job.completedAt) }),
    requestedBy: job.requestedBy,
    statusReason: job.statusReason,
    ...(revocation
      ? {
          revocationRecord: {
            reason: revocation.reason,
            revokedAt: new Date(revocation.revokedAt),
            revokedBy: revocation.revokedBy,
          },
        }
      : {}),
  };
}

function signedObject({
  destination,
  signedKey,
}: SigningJobRow): Pick<SigningJob, "signedObject"> {
  if (!destination || signedKey === undefined) return {};
  return {
    signedObject: {
      s3: { bucketName: destination.bucketName, key: signedKey },
    },
  };
}
