/** What revocation is asked about: everything that identifies a verified signature. */
export type SignatureIdentity = {
  readonly jobArn: string;
  readonly profileVersionArn: string;
  readonly signingTime: Date;
  /** The chain's hashes as GetRevocationStatus takes them, leaf first, in hex. */
  readonly certificateHashes: readonly string[];
};

/** A revocation in force: which thing, and a sentence for the report. */
export type Revocation = {
  readonly revoked: "job" | "profile" | "certificate";
  readonly reason: string;
};

/** Answers the revocation that hits a signature, or undefined. May look things up. */
export type RevocationCheck = (
  signature: SignatureIdentity,
) => Revocation | undefined | Promise<Revocation | undefined>;

/** Known revocations as data; profiles with the moment from which their signatures no longer count. */
export type RevocationList = {
  readonly jobArns?: Iterable<string>;
  readonly profileVersions?: Iterable<readonly [arn: string, from: Date]>;
  readonly certificateHashes?: Iterable<string>;
};

/**
 * A check against a list. As with RevokeSigningProfile, signatures made at or after a profile version's effective
 * time are revoked and earlier ones stay valid; a revoked job or certificate revokes whatever the time.
 */
export function revocationCheck(list: RevocationList): RevocationCheck {
  const jobs = new Set(list.jobArns);
  const profiles = new Map(list.profileVersions);
  const certificates = new Set(list.certificateHashes);
  return ({ jobArn, profileVersionArn, signingTime, certificateHashes }) => {
    if (jobs.has(jobArn))
      return {
        revoked: "job",
        reason: `The signing job ${jobArn} was revoked.`,
      };
    const from = profiles.get(profileVersionArn);
    if (from && signingTime >= from)
      return {
        revoked: "profile",
        reason: `The profile version ${profileVersionArn} is revoked for signatures from ${from.toISOString()} on.`,
      };
    const hash = certificateHashes.find((value) => certificates.has(value));
    return hash === undefined
      ? undefined
      : {
          revoked: "certificate",
          reason: `The certificate with the revocation hash ${hash} was revoked.`,
        };
  };
}
