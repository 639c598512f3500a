import { checkChain } from "./chain.ts";
import { revocationHashes } from "./certificate.ts";
import { pass, verdictOf, type Check, type Verdict } from "./checks.ts";
import { parseSignature, type ParsedSignature } from "./cms/parse.ts";
import { checkContents } from "./content-checks.ts";
import type { RevocationCheck } from "./revocation.ts";
import {
  archiveRefused,
  chainCheck,
  envelopeRefused,
  expiryCheck,
  profileCheck,
  revocationCheckOf,
  signatureCheck,
  signerCheck,
  signingTimeCheck,
} from "./signature-checks.ts";
import { readSignatureFile } from "./signature-file.ts";
import type { TrustRoot } from "./trust.ts";
import type { ZipLimits } from "./zip/limits.ts";
import { openZip } from "./zip/open.ts";
import type { ZipSource } from "./zip/source.ts";

/** What a verifier trusts and knows. */
export type VerificationPolicy = {
  readonly roots: readonly TrustRoot[];
  readonly now: Date;
  /** Profile version ARNs, or profile ARNs for all their versions; undefined allows every profile. */
  readonly allowedProfiles?: readonly string[];
  readonly isRevoked?: RevocationCheck;
  readonly limits?: ZipLimits;
};

/** What a signature says of itself; true only as far as the checks passed. */
export type SignatureSummary = {
  readonly jobArn: string;
  readonly profileVersionArn: string;
  readonly signingTime: Date;
  readonly expiresAt: Date;
  readonly certificateSubject: string;
  /** In the form that GetRevocationStatus takes, leaf first; empty when there is no trusted chain. */
  readonly certificateHashes: readonly string[];
};

/** A verdict with every check that led to it. */
export type Verification = {
  readonly verdict: Verdict;
  readonly checks: readonly Check[];
  readonly signature?: SignatureSummary;
  /** The signature file and the digest it signs, for `openssl cms -verify -content`. */
  readonly evidence?: {
    readonly signatureFile: Uint8Array;
    readonly digest?: Uint8Array;
  };
};

/**
 * Verifies a signed package offline: the archive, its one signature, the signer's chain at the time of signing, the
 * contents, and then expiry, revocation and profile. Every check is made that can be, so that a report is complete;
 * the verdict is the most severe. Throws only what the source or the revocation check throws.
 */
export async function verifyPackage(
  source: ZipSource,
  policy: VerificationPolicy,
): Promise<Verification> {
  const reading = await openZip(source, policy.limits);
  if (!reading.ok) return conclude([archiveRefused(reading)]);
  const { archive } = reading;
  const opened = pass(
    "archive",
    `The archive is unambiguous, with ${archive.entries.length} entries.`,
  );

  const file = await readSignatureFile(archive);
  if (!file.ok) return conclude([opened, file.check]);
  const parsing = parseSignature(file.bytes);
  if (!parsing.ok)
    return conclude([opened, file.check, envelopeRefused(parsing.message)]);
  const { signature } = parsing;
  const { signer, certificates, attributes } = signature;

  const chain = checkChain(
    signer,
    certificates,
    policy.roots,
    attributes.signingTime,
  );
  const authentic = signatureCheck(signature);
  const contents = await checkContents(archive, {
    attributes,
    authentic: authentic.outcome === "pass",
    requireFraming: chain.ok && chain.root.requireFraming,
  });
  const summary = summarize(
    signature,
    chain.ok ? revocationHashes(chain.path) : [],
  );
  const checks = [
    opened,
    file.check,
    pass("envelope", "The signature file is one detached CMS signature."),
    chainCheck(chain, attributes.signingTime),
    signerCheck(signer),
    signingTimeCheck(attributes.signingTime, policy.now),
    authentic,
    ...contents.checks,
    expiryCheck(attributes.expiresAt, policy.now),
    await revocationCheckOf(summary, policy.isRevoked),
    profileCheck(attributes.profileVersionArn, policy.allowedProfiles),
  ];
  return {
    ...conclude(checks),
    signature: summary,
    evidence: {
      signatureFile: file.bytes,
      ...(contents.digest ? { digest: contents.digest } : {}),
    },
  };
}

function conclude(checks: readonly Check[]): Verification {
  return { verdict: verdictOf(checks), checks };
}

function summarize(
  { signer, attributes }: ParsedSignature,
  certificateHashes: readonly string[],
): SignatureSummary {
  const { jobArn, profileVersionArn, signingTime, expiresAt } = attributes;
  return {
    jobArn,
    profileVersionArn,
    signingTime,
    expiresAt,
    certificateSubject: signer.name,
    certificateHashes,
  };
}
