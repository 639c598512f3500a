import { createHash, X509Certificate } from "node:crypto";
import { oids } from "./asn1/oids.ts";
import {
  contextTag,
  Malformed,
  parts,
  readElement,
  readOid,
  sameBytes,
  tagged,
  tags,
  type Element,
} from "./asn1/read.ts";
import { allFromPem, toPem } from "./cms/pem.ts";

/** An X.509 certificate with the parts that a code signing path depends on; byte strings are DER. */
export type Certificate = {
  readonly raw: Uint8Array;
  readonly tbs: Uint8Array;
  readonly subject: Uint8Array;
  readonly issuer: Uint8Array;
  readonly serial: Uint8Array;
  /** The subject on one line, for people. */
  readonly name: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Whether key and signature are ECDSA P-384 with SHA-384, the only kind that AWS Signer uses. */
  readonly isP384: boolean;
  readonly isAuthority: boolean;
  /** How many further authorities may stand below this one; undefined is without limit. */
  readonly pathLength: number | undefined;
  readonly keyUsage: {
    readonly digitalSignature: boolean;
    readonly keyCertSign: boolean;
  };
  readonly extendedKeyUsage: readonly string[];
  /** Critical extensions that this package does not understand, which makes a certificate unusable. */
  readonly unknownCritical: readonly string[];
  readonly x509: X509Certificate;
};

/** Reads a certificate in strict DER; throws `Malformed`. */
export function readCertificate(raw: Uint8Array): Certificate {
  const [body, signatureAlgorithm, signature, ...rest] = parts(
    readElement(raw),
    tags.sequence,
    "a certificate",
  );
  tagged(signature, tags.bitString, "the certificate's signature");
  if (rest.length > 0) throw new Malformed("The certificate has extra parts.");
  const tbs = tagged(body, tags.sequence, "the certificate's body");
  const [version, serial, , issuer, , subject, ...others] = tbs.children;
  const optional = others.find(({ tag }) => tag === contextTag(3));
  tagged(version, contextTag(0), "the certificate's version");
  const x509 = parseX509(raw);
  const { asymmetricKeyType, asymmetricKeyDetails } = x509.publicKey;
  return {
    raw,
    tbs: tbs.raw,
    serial: tagged(serial, tags.integer, "the serial number").content,
    issuer: tagged(issuer, tags.sequence, "the issuer").raw,
    subject: tagged(subject, tags.sequence, "the subject").raw,
    name: x509.subject.replaceAll("\n", ", "),
    notBefore: x509.validFromDate,
    notAfter: x509.validToDate,
    isP384:
      asymmetricKeyType === "ec" &&
      asymmetricKeyDetails?.namedCurve === "secp384r1" &&
      readOid(signatureAlgorithm?.children[0], "the signature algorithm") ===
        oids.ecdsaWithSha384,
    ...readExtensions(optional),
    x509,
  };
}

function parseX509(raw: Uint8Array): X509Certificate {
  try {
    const x509 = new X509Certificate(raw);
    if (sameBytes(x509.raw, raw)) {
      // The key is decoded on first use; a key that OpenSSL cannot read must fail here, typed.
      void x509.publicKey;
      return x509;
    }
  } catch {
    // OpenSSL's own words name its source files; ours follow.
  }
  throw new Malformed("The certificate cannot be read.");
}

type Extensions = Pick<
  Certificate,
  | "isAuthority"
  | "pathLength"
  | "keyUsage"
  | "extendedKeyUsage"
  | "unknownCritical"
>;

const understood = new Set<string>([
  oids.basicConstraints,
  oids.keyUsage,
  oids.extendedKeyUsage,
  oids.authorityKeyIdentifier,
  oids.subjectKeyIdentifier,
]);

function readExtensions(optional: Element | undefined): Extensions {
  const values = new Map<string, Element>();
  const unknownCritical: string[] = [];
  const list = optional
    ? parts(optional.children[0], tags.sequence, "the extensions")
    : [];
  for (const extension of list) {
    const fields = parts(extension, tags.sequence, "an extension");
    const id = readOid(fields[0], "an extension's identifier");
    if (values.has(id)) throw new Malformed(`Extension ${id} is repeated.`);
    const value = tagged(fields.at(-1), tags.octetString, "its value");
    const critical = fields.length === 3;
    if (critical && !understood.has(id)) unknownCritical.push(id);
    values.set(id, understood.has(id) ? readElement(value.content) : value);
  }
  return {
    ...readBasicConstraints(values.get(oids.basicConstraints)),
    keyUsage: readKeyUsage(values.get(oids.keyUsage)),
    extendedKeyUsage: (values.get(oids.extendedKeyUsage)?.children ?? []).map(
      (usage) => readOid(usage, "an extended key usage"),
    ),
    unknownCritical,
  };
}

function readBasicConstraints(value: Element | undefined) {
  const [first, second] = value?.children ?? [];
  const isAuthority = first?.tag === tags.boolean && first.content[0] === 0xff;
  const pathLength = isAuthority ? second?.content[0] : undefined;
  return { isAuthority, pathLength };
}

/** Bit 0 of KeyUsage is digitalSignature and bit 5 keyCertSign, counted from the most significant (RFC 5280). */
function readKeyUsage(value: Element | undefined) {
  const bits = value?.content[1] ?? 0;
  return {
    digitalSignature: (bits & 0x80) !== 0,
    keyCertSign: (bits & 0x04) !== 0,
  };
}

/** Whether the parent's key signed the certificate. */
export function isSignedBy(child: Certificate, parent: Certificate): boolean {
  try {
    return child.x509.verify(parent.x509.publicKey);
  } catch {
    return false;
  }
}

/** The certificates in a PEM text; throws `Malformed` when there is none or one cannot be read. */
export function certificatesFromPem(pem: string): Certificate[] {
  const blocks = allFromPem("CERTIFICATE", pem);
  if (blocks.length === 0)
    throw new Malformed("The text holds no certificate in PEM.");
  return blocks.map(readCertificate);
}

/** A certificate in PEM. */
export function certificateToPem(certificate: Certificate): string {
  return toPem("CERTIFICATE", certificate.raw);
}

/**
 * The hash by which Signer's GetRevocationStatus knows a certificate: SHA-384 of its to-be-signed part followed by
 * SHA-384 of its parent's, in hex (192 characters); a root is its own parent.
 */
export function revocationHash(
  certificate: Certificate,
  parent: Certificate = certificate,
): string {
  return sha384(certificate.tbs) + sha384(parent.tbs);
}

/** The revocation hashes of a path, leaf first, its last certificate being the root. */
export function revocationHashes(path: readonly Certificate[]): string[] {
  return path.map((certificate, index) =>
    revocationHash(certificate, path[index + 1]),
  );
}

function sha384(bytes: Uint8Array): string {
  return createHash("sha384").update(bytes).digest("hex");
}
