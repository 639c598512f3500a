import { oids } from "./asn1/oids.ts";
import { sameBytes } from "./asn1/read.ts";
import { isSignedBy, type Certificate } from "./certificate.ts";
import type { TrustRoot } from "./trust.ts";

/** A path from the signer, first, to a root that the caller trusts, last; or why there is none. */
export type ChainResult =
  | {
      readonly ok: true;
      readonly path: readonly Certificate[];
      readonly root: TrustRoot;
    }
  | ChainRefusal;

/** Why a chain does not hold. `forged` means changed bytes; everything else is a matter of trust. */
export type ChainRefusal = {
  readonly ok: false;
  readonly code:
    | "forged"
    | "foreign-certificate"
    | "untrusted-root"
    | "not-valid-then"
    | "not-an-authority"
    | "unsupported-certificate";
  readonly message: string;
  readonly certificate: string;
};

const longestPath = 6;

/**
 * Finds the path from the signer to a trusted root and judges every certificate of it at the time of signing.
 * A root that merely came with the signature is never trusted, and every certificate that came must be of use.
 */
export function checkChain(
  signer: Certificate,
  supplied: readonly Certificate[],
  roots: readonly TrustRoot[],
  at: Date,
): ChainResult {
  const found = findPath(signer, supplied, roots);
  if (!found.ok) return found;
  const { path } = found;
  const stray = supplied.find(
    (certificate) => !path.some(({ raw }) => sameBytes(raw, certificate.raw)),
  );
  if (stray)
    return fail(
      "foreign-certificate",
      stray,
      "came with the signature, but is no part of its chain",
    );
  for (const [index, certificate] of path.entries()) {
    const refusal = judge(certificate, index, at);
    if (refusal) return refusal;
  }
  return found;
}

function findPath(
  signer: Certificate,
  supplied: readonly Certificate[],
  roots: readonly TrustRoot[],
): ChainResult {
  const path = [signer];
  for (let current = signer; path.length <= longestPath;) {
    const root = roots.find(({ certificate }) => issued(certificate, current));
    if (root)
      return sameBytes(root.certificate.raw, current.raw)
        ? { ok: true, path, root }
        : { ok: true, path: [...path, root.certificate], root };
    const named = supplied.filter(({ subject }) =>
      sameBytes(subject, current.issuer),
    );
    const parent = named.find((candidate) => isSignedBy(current, candidate));
    if (!parent)
      return named.length > 0
        ? fail("forged", current, "was not signed by the issuer that it names")
        : untrusted(current);
    if (path.includes(parent)) return untrusted(parent);
    path.push(parent);
    current = parent;
  }
  return untrusted(signer);
}

function issued(parent: Certificate, child: Certificate): boolean {
  return sameBytes(parent.subject, child.issuer) && isSignedBy(child, parent);
}

function untrusted(certificate: Certificate): ChainRefusal {
  return fail(
    "untrusted-root",
    certificate,
    "does not lead to a root that is trusted here",
  );
}

function judge(
  certificate: Certificate,
  index: number,
  at: Date,
): ChainRefusal | undefined {
  const { notBefore, notAfter, unknownCritical, isP384 } = certificate;
  if (!(notBefore <= at && at <= notAfter))
    return fail(
      "not-valid-then",
      certificate,
      `was valid from ${notBefore.toISOString()} to ${notAfter.toISOString()}, not at ${at.toISOString()}`,
    );
  if (!isP384)
    return fail(
      "unsupported-certificate",
      certificate,
      "is not ECDSA P-384 with SHA-384",
    );
  if (unknownCritical.length > 0)
    return fail(
      "unsupported-certificate",
      certificate,
      `has critical extensions that are not understood: ${unknownCritical.join(", ")}`,
    );
  return index === 0 ? undefined : judgeAuthority(certificate, index - 1);
}

function judgeAuthority(
  certificate: Certificate,
  authoritiesBelow: number,
): ChainRefusal | undefined {
  const { isAuthority, keyUsage, pathLength } = certificate;
  if (!isAuthority || !keyUsage.keyCertSign)
    return fail(
      "not-an-authority",
      certificate,
      "may not issue certificates, but has issued one",
    );
  if (pathLength !== undefined && authoritiesBelow > pathLength)
    return fail(
      "not-an-authority",
      certificate,
      `allows ${pathLength} authorities below it, but there are ${authoritiesBelow}`,
    );
  return undefined;
}

/** Why the signer's own certificate may not sign code, or undefined when it may. */
export function signerFault(signer: Certificate): string | undefined {
  const { isP384, isAuthority, keyUsage, extendedKeyUsage } = signer;
  if (!isP384) return "its key is not on the curve P-384";
  if (isAuthority) return "it belongs to an authority, not a signer";
  if (!keyUsage.digitalSignature)
    return "its key usage does not include digitalSignature";
  if (!extendedKeyUsage.includes(oids.codeSigning))
    return "its extended key usage does not include codeSigning";
  return undefined;
}

function fail(
  code: ChainRefusal["code"],
  certificate: Certificate,
  why: string,
): ChainRefusal {
  const { name } = certificate;
  return {
    ok: false,
    code,
    message: `The certificate "${name}" ${why}.`,
    certificate: name,
  };
}
