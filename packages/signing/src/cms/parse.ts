import { oids } from "../asn1/oids.ts";
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
} from "../asn1/read.ts";
import { readCertificate, type Certificate } from "../certificate.ts";
import { readAttributes, type SignedAttributes } from "./attributes.ts";
import { fromExactPem } from "./pem.ts";

/** The largest signature file that is read, in bytes; AWS's have five thousand, ours up to a file list more. */
export const largestSignatureFile = 512 * 1024;
const mostCertificates = 10;

/** The parts of one detached signature. Nothing in it is verified yet. */
export type ParsedSignature = {
  readonly certificates: readonly Certificate[];
  /** The certificate that the signer names by issuer and serial number. */
  readonly signer: Certificate;
  readonly attributes: SignedAttributes;
  /** The bytes that were signed: the attributes as a DER SET. */
  readonly signedBytes: Uint8Array;
  /** ECDSA signature in DER. */
  readonly signature: Uint8Array;
};

/** What parsing answers: the parts, or a sentence why the file is no signature of AWS Signer's form. */
export type SignatureParsing =
  | { readonly ok: true; readonly signature: ParsedSignature }
  | { readonly ok: false; readonly message: string };

/**
 * Parses a signature file: PEM `PKCS7` holding CMS SignedData version 1 (RFC 5652), detached, with exactly one
 * signer and no unsigned parts, ECDSA with SHA-384. The outer layers may have indefinite lengths, as AWS writes
 * them; everything else must be DER.
 */
export function parseSignature(file: Uint8Array): SignatureParsing {
  if (file.length > largestSignatureFile)
    return {
      ok: false,
      message: `The signature file has ${file.length} bytes; at most ${largestSignatureFile} are read.`,
    };
  try {
    const pem = Buffer.from(file).toString("latin1");
    const der = fromExactPem("PKCS7", pem);
    return { ok: true, signature: readContentInfo(readElement(der)) };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { ok: false, message: error.message };
  }
}

const outer = { indefinite: true };

function readContentInfo(contentInfo: Element): ParsedSignature {
  const [type, wrapped, ...rest] = parts(
    contentInfo,
    tags.sequence,
    "ContentInfo",
    outer,
  );
  if (readOid(type, "the content type") !== oids.signedData)
    throw new Malformed("The content is not SignedData.");
  const [signedData, ...others] = parts(
    wrapped,
    contextTag(0),
    "the content",
    outer,
  );
  refuseMore("ContentInfo", ...rest, ...others);
  return readSignedData(parts(signedData, tags.sequence, "SignedData", outer));
}

function readSignedData(fields: readonly Element[]): ParsedSignature {
  const [version, digests, content, certificateSet, signers, ...rest] = fields;
  refuseMore("SignedData (a revocation list, perhaps)", ...rest);
  requireVersion1(version, "SignedData");
  const [digest, ...otherDigests] = parts(
    digests,
    tags.set,
    "the digest algorithms",
  );
  requireAlgorithm(digest, oids.sha384, "SHA-384");
  const [contentType, ...embedded] = parts(
    content,
    tags.sequence,
    "the encapsulated content",
    outer,
  );
  if (readOid(contentType, "the encapsulated type") !== oids.data)
    throw new Malformed("The signed content is not plain data.");
  refuseMore("a detached signature", ...otherDigests, ...embedded);

  const raws = parts(certificateSet, contextTag(0), "the certificates", outer);
  if (raws.length > mostCertificates)
    throw new Malformed(
      `The signature brings ${raws.length} certificates; at most ${mostCertificates} are read.`,
    );
  const certificates = raws.map(({ raw }) => readCertificate(raw));
  const [signer, ...otherSigners] = parts(signers, tags.set, "the signers");
  refuseMore("a signature with one signer", ...otherSigners);
  return readSigner(signer, certificates);
}

function readSigner(
  signerInfo: Element | undefined,
  certificates: readonly Certificate[],
): ParsedSignature {
  const [
    version,
    identifier,
    digest,
    attributes,
    algorithm,
    signature,
    ...rest
  ] = parts(signerInfo, tags.sequence, "SignerInfo");
  refuseMore("SignerInfo (unsigned attributes, perhaps)", ...rest);
  requireVersion1(version, "SignerInfo");
  requireAlgorithm(digest, oids.sha384, "SHA-384");
  requireAlgorithm(algorithm, oids.ecdsaWithSha384, "ECDSA with SHA-384");
  const [issuer, serial, ...extra] = parts(
    identifier,
    tags.sequence,
    "the signer's issuer and serial number",
  );
  refuseMore("the signer's identifier", ...extra);
  const signers = certificates.filter(
    (certificate) =>
      issuer !== undefined &&
      sameBytes(certificate.issuer, issuer.raw) &&
      sameBytes(
        certificate.serial,
        tagged(serial, tags.integer, "the serial number").content,
      ),
  );
  const [signer] = signers;
  if (!signer || signers.length > 1)
    throw new Malformed(
      `The signature names a signer that ${signers.length} of its certificates match; there must be one.`,
    );
  const set = tagged(attributes, contextTag(0), "the signed attributes");
  return {
    certificates,
    signer,
    attributes: readAttributes(set.children),
    signedBytes: Buffer.concat([Buffer.from([tags.set]), set.raw.subarray(1)]),
    signature: tagged(signature, tags.octetString, "the signature").content,
  };
}

function refuseMore(what: string, ...extra: Element[]): void {
  if (extra.length > 0)
    throw new Malformed(`There is more than belongs into ${what}.`);
}

function requireVersion1(version: Element | undefined, what: string): void {
  const { content } = tagged(version, tags.integer, `${what}'s version`);
  if (content.length !== 1 || content[0] !== 1)
    throw new Malformed(`${what} is not of version 1.`);
}

/** Parameters are absent, or NULL as AWS writes them for SHA-384. */
function requireAlgorithm(
  algorithm: Element | undefined,
  id: string,
  name: string,
): void {
  const [oid, parameters, ...rest] = parts(
    algorithm,
    tags.sequence,
    "an algorithm",
  );
  const plain =
    parameters === undefined ||
    (parameters.tag === tags.null && parameters.content.length === 0);
  if (readOid(oid, "an algorithm") !== id || !plain || rest.length > 0)
    throw new Malformed(`An algorithm is not ${name}.`);
}
