import assert from "node:assert/strict";
import { createAuthority, issueSigner, type Authority } from "../authority.ts";
import { identityFromPem, type SigningIdentity } from "../identity.ts";
import { signPackage, type SigningRequest } from "../sign.ts";
import { trustRootsFromPem, type TrustRoot } from "../trust.ts";
import {
  verifyPackage,
  type Verification,
  type VerificationPolicy,
} from "../verify.ts";
import { bufferSource } from "../zip/source.ts";
import { writeZip, type EntryToWrite } from "../zip/write.ts";

/** The moment at which test packages are signed. */
export const signingTime = new Date("2026-03-01T12:00:00.250Z");
/** A profile of the test publisher, and its version that signs. */
export const profileArn =
  "arn:aws:signer:us-east-1:000000000000:/signing-profiles/Publisher";
export const profileVersionArn = `${profileArn}/9vMI9ZAGLc`;
export const jobArn =
  "arn:aws:signer:us-east-1:000000000000:/signing-jobs/57613597-fcbd-4527-b0b5-11a4ce658e82";

/** One who signs packages in tests, with the policy of a verifier who trusts them. */
export type Publisher = {
  readonly authority: Authority;
  readonly identity: SigningIdentity;
  readonly roots: readonly TrustRoot[];
  sign(bytes: Uint8Array, request?: Partial<SigningRequest>): Promise<Buffer>;
  signFiles(entries: readonly EntryToWrite[]): Promise<Buffer>;
  verify(
    bytes: Uint8Array,
    policy?: Partial<VerificationPolicy>,
  ): Promise<Verification>;
};

/** A publisher with an authority of their own. */
export function newPublisher(): Publisher {
  const authority = createAuthority({ name: "test", now: signingTime });
  const issue = issueSigner(authority, signingTime);
  assert(issue.ok);
  const identity = identityFromPem(issue.chainPem, issue.privateKeyPem);
  const roots = trusted(authority.root.certificatePem);
  const sign: Publisher["sign"] = async (bytes, request = {}) => {
    const signed = await signPackage(bufferSource(bytes), {
      identity,
      jobArn,
      profileVersionArn,
      signingTime,
      expiresAt: new Date("2030-01-01T00:00:00Z"),
      ...request,
    });
    assert(signed.ok, JSON.stringify(signed));
    return Buffer.concat(await Array.fromAsync(signed.write()));
  };
  return {
    authority,
    identity,
    roots,
    sign,
    signFiles: (entries) => sign(writeZip(entries)),
    verify: (bytes, policy = {}) =>
      verifyPackage(bufferSource(bytes), {
        roots,
        now: signingTime,
        ...policy,
      }),
  };
}

/** The roots in a PEM text, the framing digest required below them. */
export function trusted(
  pem: string,
  requireFraming = true,
): readonly TrustRoot[] {
  const reading = trustRootsFromPem(pem, { requireFraming });
  assert(reading.ok);
  return reading.roots;
}

/** The codes of the checks that failed. */
export function failures({ checks }: Verification): string[] {
  return checks
    .filter(({ outcome }) => outcome === "fail")
    .map(({ code }) => code);
}
