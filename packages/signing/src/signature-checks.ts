import { verify } from "node:crypto";
import type { Certificate } from "./certificate.ts";
import { signerFault, type ChainResult } from "./chain.ts";
import { fail, pass, skip, type Check } from "./checks.ts";
import type { ParsedSignature } from "./cms/parse.ts";
import { profileAllowed } from "./profile.ts";
import type { RevocationCheck, SignatureIdentity } from "./revocation.ts";
import { signatureName } from "./zip/names.ts";
import type { ZipRefusal } from "./zip/refusal.ts";

/** A signer's clock may run this far ahead of the verifier's, in milliseconds. */
const clockSkew = 5 * 60_000;

const fetchAgain = "Fetch the signed package again from where it was signed.";
const signAgain =
  "Sign the package again with a signer that this verifier trusts, or add the signer's root to the trusted ones.";

/** The archive itself was refused. */
export function archiveRefused({ message, entry }: ZipRefusal): Check {
  return fail(
    "archive",
    "INTEGRITY",
    message,
    "Build the archive anew with an ordinary zip tool, then sign it.",
    entry === undefined ? {} : { file: entry },
  );
}

/** The signature file is no signature of the expected form. */
export function envelopeRefused(message: string): Check {
  return fail("envelope", "INTEGRITY", message, fetchAgain, {
    file: signatureName,
  });
}

/** Whether the signer's chain leads to a trusted root, judged at the time of signing. */
export function chainCheck(chain: ChainResult, at: Date): Check {
  const time = at.toISOString();
  if (chain.ok)
    return pass(
      "chain",
      `The chain of ${chain.path.length} certificates led to a trusted root when it signed.`,
      { certificate: chain.root.certificate.name, time },
    );
  const tampered =
    chain.code === "forged" || chain.code === "foreign-certificate";
  return fail(
    "chain",
    tampered ? "INTEGRITY" : "MISMATCH",
    chain.message,
    tampered ? fetchAgain : signAgain,
    { certificate: chain.certificate, time },
  );
}

/** Whether the signer's certificate is one for signing code. */
export function signerCheck(signer: Certificate): Check {
  const details = { certificate: signer.name };
  const fault = signerFault(signer);
  return fault === undefined
    ? pass("signer-certificate", "It is a code signing certificate.", details)
    : fail(
        "signer-certificate",
        "MISMATCH",
        `The certificate "${signer.name}" may not sign code: ${fault}.`,
        signAgain,
        details,
      );
}

/** Whether the signing time lies in the past; a later one would escape revocations and short-lived certificates. */
export function signingTimeCheck(signingTime: Date, now: Date): Check {
  const time = signingTime.toISOString();
  return signingTime.getTime() <= now.getTime() + clockSkew
    ? pass("signing-time", `It was signed at ${time}.`, { time })
    : fail(
        "signing-time",
        "MISMATCH",
        `The signature claims to be made at ${time}, which is in the future.`,
        "Check this machine's clock and the signer's, then sign the package again.",
        { time, actual: now.toISOString() },
      );
}

/** Whether the signer's key signed the attributes. */
export function signatureCheck(signature: ParsedSignature): Check {
  const { signer, signedBytes } = signature;
  const details = { certificate: signer.name };
  return signedBy(signature, signedBytes)
    ? pass("signature", "The signer's key made this signature.", details)
    : fail(
        "signature",
        "INTEGRITY",
        "The signature was not made by the signer's key, or its statements were changed afterwards.",
        fetchAgain,
        details,
      );
}

function signedBy(
  { signer, signature }: ParsedSignature,
  bytes: Uint8Array,
): boolean {
  const { publicKey } = signer.x509;
  if (publicKey.asymmetricKeyType !== "ec") return false;
  return verify("sha384", bytes, publicKey, signature);
}

/** Whether the signature's own period, set by its profile, still runs. */
export function expiryCheck(expiresAt: Date, now: Date): Check {
  const time = expiresAt.toISOString();
  return now < expiresAt
    ? pass("expiry", `The signature is valid until ${time}.`, { time })
    : fail(
        "expiry",
        "EXPIRED",
        `The signature expired at ${time}.`,
        "Sign the package again, and deploy the new file.",
        { time, actual: now.toISOString() },
      );
}

/** Whether the signature, its profile or a certificate was revoked. */
export async function revocationCheckOf(
  identity: SignatureIdentity,
  isRevoked: RevocationCheck | undefined,
): Promise<Check> {
  if (!isRevoked) return skip("revocation", "No revocations were given.");
  const revocation = await isRevoked(identity);
  return revocation
    ? fail(
        "revocation",
        "REVOKED",
        revocation.reason,
        "Find out why it was revoked, and deploy a package signed by a profile in good standing.",
        { actual: revocation.revoked },
      )
    : pass("revocation", "Neither job, profile nor certificate is revoked.");
}

/** Whether the profile version is one of those allowed here. */
export function profileCheck(
  profileVersionArn: string,
  allowed: readonly string[] | undefined,
): Check {
  if (!allowed) return skip("profile", "Any signing profile is allowed.");
  const details = { expected: allowed.join(", "), actual: profileVersionArn };
  return profileAllowed(profileVersionArn, allowed)
    ? pass("profile", "The signing profile is allowed.", details)
    : fail(
        "profile",
        "MISMATCH",
        `The package was signed by ${profileVersionArn}, which is not allowed here.`,
        "Sign the package with an allowed profile, or add this one to the code signing configuration.",
        details,
      );
}
