import {
  isSignedBy,
  certificatesFromPem,
  type Certificate,
} from "./certificate.ts";
import { Malformed } from "./asn1/read.ts";

/** A root that the verifier trusts, and whether signatures below it must carry the framing digest. */
export type TrustRoot = {
  readonly certificate: Certificate;
  /** Set for this package's own signatures, which all have it; AWS's have none. */
  readonly requireFraming: boolean;
};

/** What reading trusted roots answers. */
export type TrustReading =
  | { readonly ok: true; readonly roots: readonly TrustRoot[] }
  | { readonly ok: false; readonly message: string };

/** The trusted roots in a PEM text; a certificate that is no self-signed authority is refused, not skipped. */
export function trustRootsFromPem(
  pem: string,
  options: { readonly requireFraming: boolean },
): TrustReading {
  try {
    const roots = certificatesFromPem(pem).map((certificate) => {
      if (!certificate.isAuthority || !isSignedBy(certificate, certificate))
        throw new Malformed(
          `${certificate.name} is not a self-signed root of an authority.`,
        );
      return { certificate, ...options };
    });
    return { ok: true, roots };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { ok: false, message: error.message };
  }
}
