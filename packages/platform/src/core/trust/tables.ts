import type { Authority } from "@gatehouse/signing";
import { table } from "../table.ts";

/**
 * What the installation trusts and what it no longer trusts. Service signer writes these rows, whoever
 * verifies packages reads them; they stand in core because services do not import each other.
 */

/** The installation's certificate authority; there is one row, named {@link INSTALLATION}. */
export interface TrustedAuthority {
  readonly id: string;
  /** Certificates and keys in PEM. The keys never leave the state. */
  readonly authority: Authority;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** A signing job whose signature was revoked (RevokeSignature). */
export interface RevokedJob {
  readonly jobArn: string;
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly revokedAt: number;
  /** ARN of the principal. */
  readonly revokedBy: string;
}

/** A profile version whose signatures made at `effectiveAt` or later count no more (RevokeSigningProfile). */
export interface RevokedProfileVersion {
  readonly profileVersionArn: string;
  readonly reason: string;
  /** Milliseconds since the epoch, like the next. */
  readonly effectiveAt: number;
  readonly revokedAt: number;
  readonly revokedBy: string;
}

/** A certificate that was revoked, by the hash that GetRevocationStatus takes: 192 hexadecimal digits. */
export interface RevokedCertificate {
  readonly certificateHash: string;
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly revokedAt: number;
}

/** The key that signs what SNS sends; there is one row, named {@link INSTALLATION}. */
export interface NoticeSigner {
  readonly id: string;
  /** Certificate, subordinate and root, in this order. */
  readonly chainPem: string;
  /** RSA, in PKCS #8. The key never leaves the state. */
  readonly privateKeyPem: string;
  /** 32 hexadecimal digits that name the certificate in its address. */
  readonly fingerprint: string;
}

export const INSTALLATION = "installation";

export const authorities = table<TrustedAuthority>()({
  name: "trust.authorities",
  scope: "global",
  key: ({ id }) => [id],
});

/** Global, because a verifier knows a job by its ARN and may belong to another account. */
export const revokedJobs = table<RevokedJob>()({
  name: "trust.revoked-jobs",
  scope: "global",
  key: ({ jobArn }) => [jobArn],
});

export const revokedProfileVersions = table<RevokedProfileVersion>()({
  name: "trust.revoked-profile-versions",
  scope: "global",
  key: ({ profileVersionArn }) => [profileVersionArn],
});

export const revokedCertificates = table<RevokedCertificate>()({
  name: "trust.revoked-certificates",
  scope: "global",
  key: ({ certificateHash }) => [certificateHash],
});

export const noticeSigners = table<NoticeSigner>()({
  name: "trust.notice-signers",
  scope: "global",
  key: ({ id }) => [id],
});
