import {
  createHash,
  createPrivateKey,
  createPublicKey,
  randomBytes,
  sign,
} from "node:crypto";
import { oids } from "./asn1/oids.ts";
import { readElement, tags } from "./asn1/read.ts";
import {
  bitString,
  certificateTime,
  context,
  derTrue,
  element,
  integer,
  octetString,
  oid,
  sequence,
  setOf,
  utf8String,
} from "./asn1/write.ts";
import { readCertificate, type Certificate } from "./certificate.ts";

/** A certificate to issue: whose key it certifies, and what that key may do. */
export type CertificateRequest = {
  /** The common name; organization and unit are the same for all certificates here. */
  readonly commonName: string;
  /** In PKCS #8 PEM; only its public half goes into the certificate. */
  readonly subjectKeyPem: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** An authority with so many authorities below it, a signer of code, or a signer of notices. */
  readonly role:
    | { readonly kind: "authority"; readonly pathLength?: number }
    | { readonly kind: "signer" | "notice-signer" };
};

/** The certificate and key that issue; without one a certificate is self-signed. */
export type Issuer = {
  readonly certificate: Certificate;
  readonly privateKeyPem: string;
};

/** Issues an X.509 v3 certificate signed with ECDSA and SHA-384, its extensions as AWS Signer's own have them. */
export function issueCertificate(
  request: CertificateRequest,
  issuer?: Issuer,
): Certificate {
  const publicKey = publicKeyInfo(request.subjectKeyPem);
  const issuerKey = issuer ? publicKeyInfo(issuer.privateKeyPem) : publicKey;
  const subject = distinguishedName(request.commonName);
  const algorithm = sequence(oid(oids.ecdsaWithSha384));
  const body = sequence(
    context(0, integer(2)),
    integer(serialNumber()),
    algorithm,
    issuer?.certificate.subject ?? subject,
    sequence(
      certificateTime(request.notBefore),
      certificateTime(request.notAfter),
    ),
    subject,
    publicKey,
    context(3, sequence(...extensions(request, publicKey, issuerKey))),
  );
  const key = createPrivateKey(issuer?.privateKeyPem ?? request.subjectKeyPem);
  const signature = sign("sha384", body, key);
  return readCertificate(sequence(body, algorithm, bitString(signature)));
}

function publicKeyInfo(privateKeyPem: string): Buffer {
  return createPublicKey(privateKeyPem).export({ type: "spki", format: "der" });
}

function distinguishedName(commonName: string): Uint8Array {
  const part = (type: string, value: string) =>
    setOf(sequence(oid(type), utf8String(value)));
  return sequence(
    part(oids.organization, "Gatehouse"),
    part(oids.organizationalUnit, "Cryptography"),
    part(oids.commonName, commonName),
  );
}

/** 127 random bits, never with a leading zero byte, so that every serial number is 16 bytes long. */
function serialNumber(): Uint8Array {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}

/** KeyUsage bits: digitalSignature; and for authorities also keyCertSign and cRLSign. */
const signerUsage = bitString(Buffer.from([0x80]), 7);
const authorityUsage = bitString(Buffer.from([0x86]), 1);

function extensions(
  { role }: CertificateRequest,
  publicKey: Uint8Array,
  issuerKey: Uint8Array,
): Uint8Array[] {
  const shared = [
    extension(
      oids.authorityKeyIdentifier,
      sequence(element(0x80, keyIdentifier(issuerKey))),
    ),
    extension(oids.subjectKeyIdentifier, octetString(keyIdentifier(publicKey))),
  ];
  if (role.kind !== "authority")
    return [
      extension(oids.basicConstraints, sequence()),
      ...shared,
      extension(oids.keyUsage, signerUsage, derTrue),
      ...(role.kind === "signer"
        ? [
            extension(
              oids.extendedKeyUsage,
              sequence(oid(oids.codeSigning)),
              derTrue,
            ),
          ]
        : []),
    ];
  const below = role.pathLength === undefined ? [] : [integer(role.pathLength)];
  return [
    extension(oids.basicConstraints, sequence(derTrue, ...below), derTrue),
    ...shared,
    extension(oids.keyUsage, authorityUsage, derTrue),
  ];
}

function extension(
  id: string,
  value: Uint8Array,
  ...critical: Uint8Array[]
): Uint8Array {
  return sequence(oid(id), ...critical, octetString(value));
}

/** SHA-1 of the public key's bits, the customary identifier of RFC 5280 4.2.1.2; it secures nothing. */
function keyIdentifier(publicKey: Uint8Array): Uint8Array {
  const key = readElement(publicKey).children.find(
    ({ tag }) => tag === tags.bitString,
  );
  return createHash("sha1")
    .update(key?.content.subarray(1) ?? publicKey)
    .digest();
}
